/* Small comforts. Every page works without this file. */
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  // A form that is on its way says so and is not sent twice by an impatient thumb.
  const waiting = [];
  let pressed = null; // browsers before 2020 do not tell which button sends
  addEventListener("click", (event) => { pressed = event.target.closest("button"); }, true);
  const offline = document.getElementById("offline");
  addEventListener("online", () => { offline.hidden = true; });
  for (const form of document.querySelectorAll("form[data-send]")) {
    form.addEventListener("submit", (event) => {
      offline.hidden = navigator.onLine !== false;
      if (!offline.hidden) { // in the lift: the page stays, with everything on it
        event.preventDefault();
        offline.focus();
        return;
      }
      const button = event.submitter || (form.contains(pressed) ? pressed : form.querySelector("button"));
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

  // What is said about a field no longer stands there once it is filled in anew.
  document.addEventListener("input", (event) => {
    const wrong = event.target.id && document.getElementById(`${event.target.id}-wrong`);
    if (!wrong) return;
    wrong.hidden = true;
    event.target.removeAttribute("aria-invalid");
  });

  // Photos are kept 1600 pixels long (office.photos): made so here, a slow line carries a tenth. Else they go as they are.
  const LONGEST = 1600;
  const LIGHT = 400000; // bytes
  const smaller = (file) => new Promise((done) => {
    if (file.size < LIGHT || !CSS.supports("image-orientation", "from-image")) return done(file); // older ones lay it on its side
    const image = new Image();
    image.onerror = () => done(file);
    image.onload = () => {
      const scale = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(image.naturalWidth * scale);
      canvas.height = Math.round(image.naturalHeight * scale);
      const draw = canvas.getContext("2d");
      draw.fillStyle = "white";
      draw.fillRect(0, 0, canvas.width, canvas.height);
      draw.drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(image.src);
      canvas.toBlob((blob) => done(blob && blob.size < file.size ? blob : file), "image/jpeg", 0.9);
    };
    image.src = URL.createObjectURL(file);
  });

  // Chosen photos go up at once, beside what is being typed: where the line breaks, nothing on the page is lost.
  const photos = () => {
    const part = document.getElementById("photos");
    const files = part && part.querySelector(".files");
    if (!files) return;
    const form = files.form;
    const broken = part.querySelector("[data-broken]");
    const label = part.querySelector(".add span");
    const words = label.textContent;
    const failed = () => {
      label.textContent = words;
      files.disabled = false;
      broken.hidden = false;
      broken.querySelector("button").focus();
    };
    const send = () => {
      if (!files.files.length || files.disabled) return;
      const body = new FormData(form);
      body.delete("photos");
      body.append("do", "photos");
      const busy = part.querySelector(".upload").dataset.busy;
      const way = new XMLHttpRequest();
      way.open("POST", form.action);
      way.responseType = "document";
      way.upload.onprogress = (event) => {
        if (event.lengthComputable) label.textContent = `${busy} ${Math.floor(100 * event.loaded / event.total)}%`;
      };
      way.onerror = failed;
      way.onload = () => {
        const page = way.response;
        const there = page && page.getElementById("photos");
        if (!there) return failed();
        part.replaceWith(there);
        const before = document.querySelector(".problems:not([hidden])");
        const after = page.querySelector(".problems:not([hidden])");
        if (before) before.remove();
        if (after) offline.before(after);
        (after || there).focus();
        photos();
        const text = document.getElementById("words");
        text.defaultValue = page.getElementById("words").defaultValue; // went along, and is kept there now
        text.dispatchEvent(new Event("input", { bubbles: true }));
      };
      broken.hidden = true;
      label.textContent = busy;
      files.disabled = true;
      const one = (before, file) => before.then(() => smaller(file)).then((photo) => body.append("photos", photo, file.name));
      Array.from(files.files).reduce(one, Promise.resolve()).then(() => way.send(body)); // one by one: each is large unpacked
    };
    files.addEventListener("change", send);
    broken.querySelector("button").addEventListener("click", send);
  };
  photos();

  // What is typed and not yet sent stays on this phone, as long as the half-written request itself; the next step drops it.
  const KEPT = "linli.words.";
  const DAYS = 14 * 24 * 3600 * 1000; // ms
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(KEPT) && !(JSON.parse(localStorage[key]).until > Date.now())) localStorage.removeItem(key);
    }
    const door = location.pathname.match(/^\/d\/\w+\//);
    const text = document.querySelector("textarea[data-keep]");
    const key = door && KEPT + door[0];
    if (text) {
      const kept = localStorage[key] && JSON.parse(localStorage[key]);
      if (kept && kept.from === text.defaultValue && kept.words !== kept.from && !document.querySelector(".problems:not([hidden])")) {
        text.value = kept.words;
        document.querySelector("[data-still]").hidden = false;
      }
      text.addEventListener("input", () => {
        try { localStorage[key] = JSON.stringify({ from: text.defaultValue, words: text.value, until: Date.now() + DAYS }); } catch (full) { /* then only what was passed on is kept */ }
      });
      localStorage.setItem(KEPT, "{}"); // throws where nothing can be kept
      const hint = document.querySelector("[data-kept]");
      hint.textContent = hint.dataset.kept;
    } else if (/\/(matter|where|details|check)\/$/.test(location.pathname)) {
      localStorage.removeItem(key);
    }
  } catch (closed) { /* a browser that keeps nothing */ }

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
      for (const part of main.querySelectorAll("button, .back, .vh, input, textarea, [hidden], details:not([open]) > :not(summary)")) part.remove();
      for (const block of main.querySelectorAll("p, li, h1, h2, b, small, dt, dd, label, legend, time, blockquote")) block.append(english ? ". " : "。");
      const text = main.textContent.replace(/\s+/g, " ").replace(/(。\s*)+/g, "。").replace(/(\. )+/g, ". ");
      label.textContent = listen.dataset.stop;
      const sentences = text.match(/[^。？！.?!]+[。？！.?!]*/g) || []; // one by one: long ones are cut off by some voices
      sentences.forEach((sentence, n) => {
        const speech = new SpeechSynthesisUtterance(sentence.trim());
        speech.lang = english ? "en" : "zh-CN";
        speech.rate = 0.9;
        if (n === sentences.length - 1) speech.onend = stop;
        speechSynthesis.speak(speech);
      });
    });
    addEventListener("pagehide", stop);
  }

  // On paper nothing can be unfolded.
  addEventListener("beforeprint", () => { for (const fold of document.querySelectorAll("details")) fold.open = true; });
})();
