/* Choosing and keeping matters (desk), and what a resident's words sound like (portal). Nothing here is needed to work. */
(() => {
  "use strict";
  const WAIT = 180; // ms after the last key
  const later = (work) => {
    let timer;
    return () => { clearTimeout(timer); timer = setTimeout(work, WAIT); };
  };

  // desk: a select gets a box to type in; what is chosen stands in the select
  for (const pick of document.querySelectorAll("[data-pick]")) {
    if (pick.dataset.ready) continue;
    pick.dataset.ready = "1";
    const select = pick.querySelector("select");
    const said = pick.querySelector("[data-said]");
    const line = pick.querySelector(".pick-type");
    const found = pick.querySelector(".pick-found");
    if (!select) continue;
    const choose = (id) => {
      select.value = id;
      select.dispatchEvent(new Event("change", { bubbles: true }));
      found.hidden = true;
      select.focus();
    };
    const input = line.querySelector("input");
    line.hidden = false;
    if (said && said.querySelector("button")) said.hidden = false;
    pick.addEventListener("click", (event) => {
      const button = event.target.closest("button[value]");
      if (button) choose(button.value);
    });
    let asked = 0;
    const ask = async () => {
      const words = input.value.trim();
      const mine = ++asked;
      if (said && said.querySelector("button")) said.hidden = words !== ""; // one offer at a time
      if (!words) { found.hidden = true; return; }
      const answer = await fetch(`${pick.dataset.pick}?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } }).catch(() => null);
      if (!answer || !answer.ok || mine !== asked) return;
      const { matters } = await answer.json();
      found.replaceChildren(...matters.map((one) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        const more = document.createElement("small");
        button.type = "button";
        button.value = one.id;
        button.className = "btn";
        button.textContent = one.name;
        more.textContent = one.more;
        button.append(more);
        item.append(button);
        return item;
      }));
      if (!matters.length) {
        const item = document.createElement("li");
        item.textContent = found.dataset.none;
        found.append(item);
      }
      found.hidden = false;
    };
    input.addEventListener("input", later(ask));
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return; // the form is not sent by it; the first one found is meant
      event.preventDefault();
      const first = found.querySelector("button[value]");
      if (first && !found.hidden) choose(first.value);
    });
  }

  // desk: the list narrows while somebody types; the same page, asked for the same words
  const live = document.querySelector("form[data-live]");
  if (live) {
    let asked = 0;
    live.addEventListener("input", later(async () => {
      const mine = ++asked;
      const address = `${location.pathname}?${new URLSearchParams(new FormData(live))}`;
      const answer = await fetch(address).catch(() => null);
      if (!answer || !answer.ok || mine !== asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const here = document.querySelector(live.dataset.live);
      const there = page.querySelector(live.dataset.live);
      if (there) here.replaceChildren(...there.childNodes);
    }));
  }

  // desk: the duty list of a matter follows who answers for it, as long as the two do not fit
  const answers = document.querySelector("select[data-here]");
  if (answers) {
    const lists = answers.form.elements.duty;
    const follow = () => {
      const here = answers.dataset.here.split(" ").includes(answers.value);
      if (answers.value && (lists.value === "" || (lists.value === "basic") !== here)) lists.value = here ? "basic" : "assist";
    };
    answers.addEventListener("change", follow);
  }

  // portal: while somebody writes, a line says what it sounds like; nothing is kept by asking
  const box = document.querySelector("[data-sounds]");
  if (box) {
    const text = document.getElementById(box.dataset.of);
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    let asked = 0;
    const ask = async () => {
      const mine = ++asked;
      const body = new FormData();
      const picked = box.querySelector("input:checked");
      body.set("words", text.value.slice(0, 400));
      if (picked) body.set("matter", picked.value);
      const answer = await fetch(box.dataset.sounds, { method: "POST", body, headers: { "X-CSRFToken": token ? token.value : "" } }).catch(() => null);
      if (!answer || !answer.ok || mine !== asked) return;
      box.innerHTML = await answer.text(); // our own page part, escaped where it was made
    };
    text.addEventListener("input", later(ask));
    if (text.value.trim()) ask();
  }
})();
