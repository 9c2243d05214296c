/* What is typed into the form of a step stays on this computer until the step is done, a week is over or its writer logs
   out. Nothing of it is sent anywhere; without JavaScript, or without room for it, nothing is kept. */
(() => {
  "use strict";
  const out = document.querySelector("form[data-user]");
  if (!out) return;
  const ALL = "linli.draft.";
  const MINE = `${ALL}${out.dataset.user}.`;
  const WEEK = 7 * 24 * 3600 * 1000; // ms
  const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const drop = (key) => { try { localStorage.removeItem(key); } catch { /* it was never kept */ } };
  const keys = () => { try { return Object.keys(localStorage).filter((key) => key.startsWith(ALL)); } catch { return []; } };

  for (const key of keys()) { const kept = read(key); if (!kept || !(kept.until > Date.now())) drop(key); }
  for (const done of document.querySelectorAll("[data-done]")) drop(MINE + done.dataset.done);
  out.addEventListener("submit", () => keys().filter((key) => key.startsWith(MINE)).forEach(drop));

  const SILENT = new Set(["hidden", "password", "file", "submit", "button", "search"]);
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const key = MINE + form.dataset.draft;
    const told = form.querySelector("[data-kept]");
    const fields = () => [...form.elements].filter((one) => one.name && one.name !== "phrase" && !SILENT.has(one.type));
    const ticks = (one) => one.type === "radio" || one.type === "checkbox";
    const tell = (until) => {
      if (!told) return;
      const words = told.querySelector("[data-words]");
      const day = new Date(until).toLocaleDateString(document.documentElement.lang, { month: "long", day: "numeric" });
      words.textContent = words.dataset.words.replace("{day}", day);
      told.hidden = false;
    };
    const keep = () => {
      const typed = fields().map((one) => [one.name, ticks(one) ? one.value : "", ticks(one) ? one.checked : one.value]);
      const until = Date.now() + WEEK;
      if (!fields().some((one) => !ticks(one) && one.tagName !== "SELECT" && one.value.trim())) { drop(key); if (told) told.hidden = true; return; }
      try { localStorage.setItem(key, JSON.stringify({ until, typed })); tell(until); } catch { /* full, or a private window */ }
    };
    const kept = read(key);
    if (kept && "fresh" in form.dataset) {
      for (const one of fields()) {
        const [, , value] = kept.typed.find(([name, choice]) => name === one.name && choice === (ticks(one) ? one.value : "")) || [];
        if (value === undefined) continue;
        if (ticks(one)) one.checked = value;
        else if (one.tagName !== "SELECT" || [...one.options].some((option) => option.value === value)) one.value = value;
        one.dispatchEvent(new Event("change", { bubbles: true }));
      }
      const fold = form.closest("details");
      if (fold) fold.open = true;
    }
    if (kept) tell(kept.until);
    form.addEventListener("input", keep);
    form.addEventListener("change", (event) => { if (event.target.name !== "phrase") keep(); });
    if (told) told.querySelector("button").addEventListener("click", () => { drop(key); form.reset(); told.hidden = true; });
  }

  // a canned answer goes where the cursor is, without a new page
  for (const pick of document.querySelectorAll("select[data-into]")) {
    const into = document.getElementById(pick.dataset.into);
    if (!into) continue;
    pick.closest(".phrase-pick").querySelector("button").addEventListener("click", (event) => {
      event.preventDefault();
      const chosen = pick.selectedOptions[0].dataset.words;
      if (!chosen) { pick.focus(); return; }
      const before = into.value.slice(0, into.selectionStart);
      into.setRangeText(before && !/\s$/.test(before) ? `\n${chosen}` : chosen, into.selectionStart, into.selectionEnd, "end");
      into.focus();
      into.dispatchEvent(new Event("input", { bubbles: true }));
      pick.value = "";
    });
  }
})();
