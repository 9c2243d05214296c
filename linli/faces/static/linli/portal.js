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
