// What can be pressed, moved, chosen and typed into; and the walk of many steps, with its Play button.

function button(label, onclick, more = {}) {
  const { primary, ...attributes } = more;
  const looks = `ngt-button${primary ? " ngt-primary" : ""}`;
  return h("button", { type: "button", class: looks, onclick, ...attributes }, label);
}

// A slider with its label and read-out: {element, input, set(value, {max, text})}.
function slider({ label, min = 0, max = 100, step = 1, value = 0, text = String, width, onmove }) {
  const id = freshId();
  const input = h("input", { type: "range", id, min, max, step, class: "ngt-range" });
  const readout = h("output", { for: id, class: "ngt-readout" });
  if (width) readout.style.minWidth = width;
  const say = () => {
    const words = text(Number(input.value));
    setText(readout, words);
    input.setAttribute("aria-valuetext", words);
  };
  const set = (next, limits = {}) => {
    if (limits.max !== undefined) input.max = limits.max;
    if (limits.min !== undefined) input.min = limits.min;
    input.value = next;
    say();
  };
  input.addEventListener("input", () => {
    say();
    onmove?.(Number(input.value));
  });
  set(value);
  // A finger that goes on up or down scrolls the page: what it moved as it came goes back.
  let before = value;
  input.addEventListener("pointerdown", () => (before = input.value));
  input.addEventListener("pointercancel", () => {
    if (input.value === before) return;
    input.value = before;
    input.dispatchEvent(new Event("input"));
  });
  return { element: h("span", { class: "ngt-control" }, h("label", { for: id }, label), input, readout), input, set };
}

// A list to choose from: {element, input, set(value), fill(options)}; options are texts or [value, text] pairs.
function select({ label, options = [], value, onchoose }) {
  const id = freshId();
  const input = h("select", { id, class: "ngt-select" });
  input.addEventListener("change", () => onchoose?.(input.value));
  const fill = (list) =>
    input.replaceChildren(
      ...list.map((o) => (Array.isArray(o) ? h("option", { value: o[0] }, o[1]) : h("option", { value: o }, o))),
    );
  const set = (next) => (input.value = next);
  fill(options);
  if (value !== undefined) set(value);
  return { element: h("span", { class: "ngt-control" }, h("label", { for: id }, label), input), input, set, fill };
}

function checkbox({ label, value = false, onchange }) {
  const id = freshId();
  const input = h("input", { type: "checkbox", id, class: "ngt-check" });
  input.checked = value;
  input.addEventListener("change", () => onchange?.(input.checked));
  const set = (next) => (input.checked = next);
  return { element: h("span", { class: "ngt-control" }, input, h("label", { for: id }, label)), input, set };
}

// One line of text; onenter gets it at Enter, oninput at every key.
function textField({ label, value = "", size = 20, type = "text", onenter, oninput }) {
  const id = freshId();
  const input = h("input", { type, id, size, class: "ngt-field", autocomplete: "off", spellcheck: "false" });
  input.value = value;
  input.addEventListener("input", () => oninput?.(input.value));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") onenter?.(input.value);
  });
  const set = (next) => {
    if (input.value !== next) input.value = next;
  };
  return { element: h("span", { class: "ngt-control" }, h("label", { for: id }, label), input), input, set };
}

// ---- a walk of many steps ---------------------------------------------------

// The ways through 0 ... total() of a trait, and the keys for them.
function walk(model, trait, total) {
  const go = (step) => put(model, { [trait]: Math.min(Math.max(step, 0), total()) });
  const next = () => go(model.get(trait) + 1);
  const back = () => go(model.get(trait) - 1);
  const [start, end] = [() => go(0), () => go(total())];
  const keys = { " ": next, ArrowRight: next, ArrowDown: next, ArrowLeft: back, ArrowUp: back, Home: start, End: end };
  const isOver = () => model.get(trait) >= total();
  return { go, next, back, start, isOver, keys };
}

// A button that takes a step of the walk every `ms`, and from the end begins anew.   f: the frame.
function playButton(f, ms, { next, start, isOver }) {
  let stop = null;
  const element = button("Play", () => (stop ? pause() : play()));
  element.style.minWidth = "64px";
  function show(playing) {
    setText(element, playing ? "Pause" : "Play");
    element.setAttribute("aria-pressed", String(playing));
  }
  function pause() {
    stop?.();
    stop = null;
    show(false);
  }
  function play() {
    if (isOver()) start();
    stop = f.every(ms, () => (isOver() ? pause() : next()));
    show(true);
  }
  show(false);
  return { element, pause };
}
