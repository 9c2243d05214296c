/* A plan of grids: drag a building into another grid. The form below the map does the same without this. */
(() => {
  "use strict";
  const map = document.querySelector("[data-plan-map]");
  const form = document.querySelector("[data-plan-move]");
  if (!map || !form) return;
  map.classList.add("ds-drag");
  const hint = document.querySelector("[data-drag]");
  if (hint) hint.hidden = false;
  const building = form.elements.building;
  const grid = form.elements.grid;

  const at = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    return { x: point.x, y: point.y };
  };
  const under = (event) => document.elementsFromPoint(event.clientX, event.clientY).find((one) => one.dataset && one.dataset.grid);
  let held = null;
  let from = null;
  let over = null;

  const mark = (patch) => {
    if (over && over !== patch) over.classList.remove("ds-over");
    if (patch) patch.classList.add("ds-over");
    over = patch;
  };
  const put = (dot, place) => { dot.setAttribute("cx", place.x); dot.setAttribute("cy", place.y); };

  map.addEventListener("pointerdown", (event) => {
    const dot = event.target.closest("[data-building]");
    if (!dot || event.button !== 0) return;
    event.preventDefault();
    held = dot;
    from = { x: dot.getAttribute("cx"), y: dot.getAttribute("cy") };
    dot.classList.add("ds-held");
    map.setPointerCapture(event.pointerId);
    building.value = dot.dataset.building;
    grid.value = dot.dataset.from;
  });
  map.addEventListener("pointermove", (event) => {
    if (!held) return;
    put(held, at(event));
    mark(under(event));
  });
  const let_go = (event) => {
    if (!held) return;
    const patch = event.type === "pointerup" ? under(event) : null;
    const dot = held;
    held = null;
    dot.classList.remove("ds-held");
    mark(null);
    if (patch && patch.dataset.grid !== dot.dataset.from) {
      grid.value = patch.dataset.grid;
      form.requestSubmit();
    } else {
      put(dot, from);
    }
  };
  map.addEventListener("pointerup", let_go);
  map.addEventListener("pointercancel", let_go);
})();
