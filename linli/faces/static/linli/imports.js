/* Bringing in a sheet: the columns are asked for as soon as a file is chosen; a page that waits looks again by itself. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-columns]");
  const box = document.getElementById("columns");
  const reading = document.getElementById("reading");

  const ask = async (keep) => {
    if (!form.file.files.length) { box.replaceChildren(); return; }
    const data = new FormData(form);
    if (!keep) [...data.keys()].filter((name) => name.startsWith("column-") || name === "sheet").forEach((name) => data.delete(name));
    if (keep) [...data.keys()].filter((name) => name.startsWith("column-")).forEach((name) => data.delete(name));
    reading.hidden = false;
    try {
      const answer = await fetch(form.dataset.columns, { method: "POST", body: data });
      if (!answer.ok) throw new Error(answer.status);
      box.innerHTML = await answer.text();
    } catch {
      const said = document.createElement("p");
      said.className = "wrong";
      said.textContent = form.dataset.lost;
      box.replaceChildren(said);
    }
    reading.hidden = true;
  };
  if (form) form.addEventListener("change", (event) => {
    if (event.target.name === "file" || event.target.name === "kind") ask(false);
    if (event.target.name === "sheet") ask(true);
    const col = event.target.closest(".col");
    if (col) col.classList.toggle("off", !event.target.value);
  });

  const look = async () => {
    const waits = document.querySelector("[data-waits]");
    if (!waits) return;
    try {
      const answer = await fetch(location.href, { headers: { "X-Look": "1" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("main");
      if (fresh && fresh.querySelector("[data-waits]")) {
        waits.replaceWith(fresh.querySelector("[data-waits]"));
      } else if (fresh) {
        document.getElementById("main").replaceWith(fresh);
      }
    } catch { /* the next look may find the network again */ }
    setTimeout(look, 2000);
  };
  setTimeout(look, 1500);
})();
