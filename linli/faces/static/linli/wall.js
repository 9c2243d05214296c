/* The screen on the wall fetches itself every 30 seconds, and says since when it is not fresh where nobody answers.
   Without it the page is loaded anew (meta refresh). */
(() => {
  "use strict";
  const EVERY = 30000;
  const main = document.getElementById("main");
  const told = document.querySelector(".w-stale");
  let fresh, server; // when the last answer came by this machine's clock, and what time it was there ("…T15:40:12+08:00")

  const heard = () => { fresh = Date.now(); server = main.querySelector("[data-at]").dataset.at; };
  heard();
  // a time of day in the server's zone, whatever this machine believes
  const clock = (later) => {
    const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(server) || [0, "+", 0, 0];
    const away = (sign === "-" ? -1 : 1) * (hours * 60 + +minutes) * 60000;
    return new Date(Date.parse(server) + later + away).toISOString().slice(11, 16);
  };
  const say = (text) => {
    told.hidden = !text;
    told.textContent = text ? text.replace("{time}", clock(0)) : "";
  };

  const fetch_ = async () => {
    const address = new URL(location.href);
    address.searchParams.set("part", "1");
    try {
      const answer = await fetch(address, { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(20000) });
      if (answer.redirected || answer.status === 403) { say(main.dataset.out); return; }
      if (!answer.ok) throw new Error(answer.status);
      main.innerHTML = await answer.text();
      heard();
      say("");
    } catch { say(main.dataset.stale); }
  };
  setInterval(fetch_, EVERY);
  // the clock goes on between two answers, by the server's time
  setInterval(() => {
    const shown = main.querySelector(".w-clock b");
    if (shown) shown.textContent = clock(Date.now() - fresh);
  }, 1000);
})();
