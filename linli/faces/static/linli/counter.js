/* The counter's form by keyboard: places and matters while one types, Ctrl+Enter to write it down. Without it the form
   asks the same on the server. What is typed is sent as a form, so no address and no log holds it. */
(() => {
  "use strict";
  const form = document.querySelector("[data-counter]");
  if (!form) return;
  const WAIT = 160; // ms after the last key
  const token = form.querySelector("input[name=csrfmiddlewaretoken]").value;
  const later = (work) => {
    let timer;
    return () => { clearTimeout(timer); timer = setTimeout(work, WAIT); };
  };
  const ask = async (address, words) => {
    const body = new FormData();
    body.set("q", words);
    const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token } }).catch(() => null);
    return answer && answer.ok ? (await answer.json()).found : null;
  };
  const element = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text }, more);

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
  });

  // which matter the words speak of: buttons that put it into the select
  const said = form.querySelector("[data-said]");
  const words = form.querySelector("textarea[name=words]");
  if (said && words) {
    const head = said.firstChild.textContent;
    let asked = 0;
    const hear = async () => {
      const mine = ++asked;
      const found = words.value.trim() ? await ask(form.dataset.hear, words.value.slice(0, 400)) : [];
      if (!found || mine !== asked) return;
      said.replaceChildren(head, ...found.map((one) => element("button", one.name, { type: "button", value: one.id, className: "btn" })));
      said.hidden = !found.length;
    };
    words.addEventListener("input", later(hear));
    hear();
  }

  // what was asked there already: told before it is written down a second time
  const alike = form.querySelector("[data-alike]");
  let looked = 0;
  const compare = async () => {
    const mine = ++looked;
    const answer = await fetch(form.dataset.near, { method: "POST", body: new URLSearchParams(["csrfmiddlewaretoken", "words", "category", "spot"].map((name) => [name, (form.elements[name] && form.elements[name].value) || ""])) }).catch(() => null);
    if (!answer || !answer.ok || mine !== looked) return;
    alike.innerHTML = await answer.text(); // our own page part, escaped where it was made
    alike.hidden = alike.textContent.trim() === "";
  };
  if (alike && words) for (const one of ["change", "spot"]) form.addEventListener(one, later(compare));

  // where: a list under the field; arrows move, Enter takes, Escape closes
  const field = form.querySelector("[data-spot]");
  if (!field) return;
  const input = field.querySelector("input[name=where]");
  const spot = field.querySelector("input[name=spot]");
  const list = field.querySelector("[role=listbox]");
  let at = -1, asked = 0;
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) input.setAttribute(name, value);
  const options = () => [...list.querySelectorAll("[role=option]")];
  const open = (yes) => { list.hidden = !yes; input.setAttribute("aria-expanded", String(yes)); if (!yes) { at = -1; input.removeAttribute("aria-activedescendant"); } };
  const mark = (n) => {
    const all = options();
    at = n;
    all.forEach((one, i) => one.setAttribute("aria-selected", String(i === n)));
    input.setAttribute("aria-activedescendant", all[n].id);
    all[n].scrollIntoView({ block: "nearest" });
  };
  const take = (one) => { input.value = one.dataset.name; spot.value = one.dataset.id; open(false); form.dispatchEvent(new Event("spot")); };
  const look = async () => {
    const mine = ++asked;
    const found = input.value.trim() ? await ask(form.dataset.places, input.value.slice(0, 60)) : [];
    if (!found || mine !== asked || spot.value) return;
    list.replaceChildren(...found.map((one, n) => {
      const item = element("li", one.name, { id: `spot-${n}` });
      item.setAttribute("role", "option");
      Object.assign(item.dataset, { id: one.id, name: one.name });
      if (one.more) item.append(element("small", one.more));
      return item;
    }));
    if (!found.length && input.value.trim()) list.append(element("li", field.dataset.none, { className: "none" }));
    open(list.childElementCount > 0);
    if (found.length) mark(0);
  };
  const offered = [...form.querySelectorAll("input[type=radio][name=spot]")];
  input.addEventListener("input", () => { spot.value = ""; offered.forEach((one) => { one.checked = false; }); });
  input.addEventListener("input", later(look));
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.ctrlKey || event.isComposing) return;
    const all = options();
    if (event.key === "Escape") { event.preventDefault(); open(false); }
    if (!all.length) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark((at + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length);
    } else if (event.key === "Enter" || (event.key === "Tab" && all.length === 1)) {
      if (event.key === "Enter") event.preventDefault();
      take(all[Math.max(at, 0)]);
    }
  });
  input.addEventListener("blur", () => setTimeout(() => open(false), 150));
  list.addEventListener("mousedown", (event) => {
    const one = event.target.closest("[role=option]");
    event.preventDefault();
    if (one) take(one);
  });
})();
