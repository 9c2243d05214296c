/* Small comforts. Every page works without this file. */
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  // A form that is on its way says so and is not sent twice by an impatient thumb.
  const waiting = [];
  for (const form of document.querySelectorAll("form[data-send]")) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter || form.querySelector("button");
      if (!button) return;
      setTimeout(() => { // after the browser took the button's own name and value along
        waiting.push([button, button.innerHTML]);
        if (button.dataset.busy) button.textContent = button.dataset.busy;
        button.disabled = true;
      });
    });
  }
  addEventListener("pageshow", (event) => { // back by the browser's button: the form can be sent again
    if (!event.persisted) return;
    for (const [button, words] of waiting.splice(0)) {
      button.innerHTML = words;
      button.disabled = false;
    }
  });

  // Chosen photos go up at once, so that they are seen on the page.
  const files = document.getElementById("files");
  if (files) {
    const upload = files.parentElement.querySelector(".upload");
    files.addEventListener("change", () => {
      if (!files.files.length) return;
      const label = files.parentElement.querySelector(".add span");
      if (label) label.textContent = upload.dataset.busy;
      upload.click();
    });
  }

  // A question counts as read once somebody really looks at the page; a preview that only fetches it does not.
  const read = document.querySelector("form[data-read]");
  if (read) {
    const tell = () => {
      if (document.visibilityState !== "visible") return;
      document.removeEventListener("visibilitychange", tell);
      const body = new FormData(read);
      body.append("by", "page");
      fetch(read.action, { method: "POST", body, credentials: "same-origin", keepalive: true }).then((answer) => {
        if (answer.status === 204) read.hidden = true;
      }, () => {}); // no network: the button is still there
    };
    document.addEventListener("visibilitychange", tell);
    tell();
  }

  // Leaving a page that nobody else should find: it is replaced, so "back" does not lead to it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-leave]");
    if (!link) return;
    event.preventDefault();
    document.body.hidden = true;
    location.replace(link.href);
  });

  // Its form is sent from within the page: no second entry in the history that leaving would not replace.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-quiet]")) return;
    event.preventDefault();
    fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "omit" })
      .then((answer) => answer.text())
      .then((page) => {
        document.getElementById("main").replaceWith(new DOMParser().parseFromString(page, "text/html").getElementById("main"));
        scrollTo(0, 0);
      })
      .catch(() => form.submit());
  });

  // Read aloud, in the large-print view, where the browser has a voice.
  const listen = document.querySelector("[data-listen]");
  if (listen && "speechSynthesis" in window) {
    const label = listen.querySelector("span");
    const words = label.textContent;
    const stop = () => { speechSynthesis.cancel(); label.textContent = words; };
    listen.hidden = false;
    listen.addEventListener("click", () => {
      if (label.textContent !== words) return stop();
      const english = root.lang === "en";
      const main = document.getElementById("main").cloneNode(true);
      for (const part of main.querySelectorAll("button, .back, .vh, input, textarea, [hidden]")) part.remove();
      for (const block of main.querySelectorAll("p, li, h1, h2, b, small, dt, dd, label, legend, time, blockquote")) block.append(english ? ". " : "。");
      const speech = new SpeechSynthesisUtterance(main.textContent.replace(/\s+/g, " ").replace(/(。\s*)+/g, "。").replace(/(\. )+/g, ". "));
      speech.lang = english ? "en" : "zh-CN";
      speech.rate = 0.9;
      speech.onend = stop;
      label.textContent = listen.dataset.stop;
      speechSynthesis.speak(speech);
    });
    addEventListener("pagehide", stop);
  }
})();
