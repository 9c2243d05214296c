/* Keys of the desk: j k o x / f h ?, and the letter on each button of a case. Nothing here is needed to work. */
(() => {
  "use strict";
  const OFF = "linli.keys.off"; // somebody who dictates or uses a reader can switch single keys off
  const root = document.documentElement;
  const help = document.getElementById("help");
  const toggle = help && help.querySelector("[data-keys]");
  let off = false;
  try { off = localStorage.getItem(OFF) === "1"; } catch { /* private window: keys stay on */ }

  const show = () => {
    root.classList.toggle("has-keys", !off);
    if (toggle) toggle.textContent = off ? toggle.dataset.on : toggle.dataset.off;
  };
  show();

  if (toggle) toggle.addEventListener("click", () => {
    off = !off;
    try { localStorage.setItem(OFF, off ? "1" : "0"); } catch { /* only for this page then */ }
    show();
  });
  if (help) help.querySelector("[data-close]").addEventListener("click", () => help.close());

  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());

  const links = () => [...document.querySelectorAll("[data-row] a")];
  const step = (by) => {
    const all = links();
    if (!all.length) return;
    const at = all.indexOf(document.activeElement);
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by));
    all[next].focus();
    all[next].scrollIntoView({ block: "nearest" });
  };
  const actions = {
    j: () => step(1),
    k: () => step(-1),
    o: () => { const at = document.activeElement; if (at && at.closest("[data-row]") && at.click) at.click(); },
    "/": () => { const find = document.getElementById("find"); if (find) find.select(); },
    f: () => { const first = document.querySelector(".filters select"); if (first) first.focus(); },
    x: () => { const row = document.activeElement && document.activeElement.closest("[data-row]"); const box = row && row.querySelector(".c-pick input"); if (box) box.click(); },
    h: () => { const home = document.querySelector(".rail .home"); if (home) home.click(); },
    "?": () => help && help.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, dialog[open]")) return;
    if (off && event.key !== "?") return;
    const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    const action = button ? () => button.click() : actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  // a second click while the first is on its way: the server would answer the same, the eye should know at once
  document.addEventListener("submit", (event) => {
    const button = event.target.querySelector("button:not([type=button])");
    if (event.target.method === "post" && !event.target.target && button) setTimeout(() => { button.disabled = true; }, 0);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form button[disabled]").forEach((button) => { button.disabled = false; });
  });

  // what only some matters can take stands back while another one is chosen
  for (const way of document.querySelectorAll("input[data-straight]")) {
    const matter = way.form.elements.category;
    const straight = new Set(way.dataset.straight.split(" "));
    const fit = () => {
      way.disabled = matter.value !== "" && !straight.has(matter.value);
      if (way.disabled) way.checked = false;
      way.closest("label").classList.toggle("off", way.disabled);
    };
    if (!matter) continue;
    matter.addEventListener("change", fit);
    fit();
  }

  // a long select gets a box to type in: what fits stands under it to be pressed, and is then chosen in the select
  for (const select of document.querySelectorAll("select[data-narrow]")) {
    if (select.options.length < 15) continue; // seen whole at a glance
    const box = document.createElement("input");
    const found = document.createElement("ul");
    box.type = "search";
    box.autocomplete = "off";
    box.placeholder = select.dataset.narrow;
    box.setAttribute("aria-label", select.dataset.narrow);
    found.className = "pick-found";
    found.hidden = true;
    found.setAttribute("aria-live", "polite");
    select.before(box, found);
    const choose = (value) => {
      select.value = value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
      found.hidden = true;
      select.focus();
    };
    const line = (option) => {
      const item = document.createElement("li");
      if (!option) { item.textContent = select.dataset.none; return item; }
      const button = document.createElement("button");
      const more = document.createElement("small");
      button.type = "button";
      button.className = "btn";
      button.value = option.value;
      button.textContent = option.textContent;
      const place = option.parentNode.label || "";
      more.textContent = option.textContent.endsWith(place) ? "" : place;
      button.append(more);
      button.addEventListener("click", () => choose(option.value));
      item.append(button);
      return item;
    };
    box.addEventListener("input", () => {
      const asked = box.value.trim().toLowerCase();
      const fits = [...select.options].filter((one) => one.value && one.textContent.toLowerCase().includes(asked));
      found.hidden = asked === "";
      found.replaceChildren(...(fits.length ? fits.slice(0, 12) : [null]).map(line));
    });
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return; // the form is not sent by it; the first one found is meant
      event.preventDefault();
      const first = found.querySelector("button");
      if (first && !found.hidden) first.click();
    });
  }

  // photos: a button in the person's language instead of the browser's field, and what was chosen beside it
  for (const field of document.querySelectorAll(".pick-photos input[type=file]")) {
    const label = field.closest("label");
    const told = document.createElement("span");
    told.className = "chosen";
    told.setAttribute("role", "status");
    label.parentNode.classList.add("ready");
    label.after(told);
    field.addEventListener("change", () => {
      told.textContent = [...field.files].map((file) => file.name).join("\u00a0· ");
    });
  }

  // choosing many: all of the page, and how many there are
  const boxes = [...document.querySelectorAll(".c-pick input")];
  const all = document.querySelector("[data-all]");
  if (all && boxes.length) {
    const told = document.querySelector("[data-picked]");
    const buttons = all.form.querySelectorAll("button"); // what none is chosen for is no button yet
    const count = () => {
      const chosen = boxes.filter((box) => box.checked).length;
      all.checked = chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
      told.hidden = chosen === 0;
      buttons.forEach((button) => { button.hidden = chosen === 0; });
      told.textContent = `${chosen} / ${boxes.length}`;
    };
    all.closest("label").hidden = false;
    all.addEventListener("change", () => { boxes.forEach((box) => { box.checked = all.checked; }); count(); });
    boxes.forEach((box) => box.addEventListener("change", count));
    count();
  }

  // what stands beside a request once the page is there; nothing, where there is nothing to show
  for (const box of document.querySelectorAll("[data-part]")) {
    fetch(box.dataset.part, { credentials: "same-origin" })
      .then((answer) => (answer.ok && !answer.redirected ? answer.text() : Promise.reject(new Error(String(answer.status)))))
      .then((html) => { box.outerHTML = html.trim(); })
      .catch(() => { /* the link to the page of its own stays */ });
  }

  // the map beside the list, where there is room; its own page everywhere else
  const map = document.querySelector("[data-map]");
  if (map && window.matchMedia("(min-width:1200px)").matches) {
    fetch(`${map.dataset.map}&part=1`, { credentials: "same-origin" })
      .then((answer) => (answer.ok && !answer.redirected ? answer.text() : Promise.reject(new Error(String(answer.status)))))
      .then((html) => {
        map.innerHTML = html;
        const mark = (number, on) => { const pin = map.querySelector(`[data-pin~="${number}"]`); if (pin) pin.classList.toggle("cur", on); };
        for (const row of document.querySelectorAll("[data-row]")) {
          for (const [event, on] of [["mouseenter", true], ["mouseleave", false], ["focusin", true], ["focusout", false]]) row.addEventListener(event, () => mark(row.dataset.row, on));
        }
      })
      .catch(() => { /* the link to the map's own page stays */ });
  }
})();
