// What all widgets share.  This file stands in front of each widget's own, in one module.

// ---- elements ---------------------------------------------------------------

// h("button", {class: "ngt-button", onclick: step}, "Step"): an HTML element; svg("rect", {...}) is its twin.
function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

// A text or attribute is written only when it changes: no flicker, and nothing is read aloud twice.
function setText(element, text) {
  if (element.textContent !== String(text)) element.textContent = text;
}

function mark(element, name, on) {
  element.classList.toggle(name, Boolean(on));
}

let lastId = 0;
function freshId() {
  return `ngt-${++lastId}-${Math.random().toString(36).slice(2, 7)}`;
}

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

// Scroll only the box itself, never the notebook around it, so that the element is seen well inside.
function showInside(box, element, how = {}) {
  const outer = box.getBoundingClientRect();
  const inner = element.getBoundingClientRect();
  if (!outer.width || !inner.width) return;
  const near = how.margin ?? 40;
  let { scrollLeft: left, scrollTop: top } = box;
  if (inner.top < outer.top + near || inner.bottom > outer.bottom - near)
    top += inner.top + inner.height / 2 - outer.top - outer.height / 2;
  if (inner.left < outer.left + near || inner.right > outer.right - near)
    left += inner.left + inner.width / 2 - outer.left - outer.width / 2;
  glide(box, left, top, how.jump);
}

// Scroll within 150 ms, or at once: where motion is not wanted, or the way is long.  A new goal replaces the last.
const gliding = new WeakMap();
function glide(box, left, top, jump) {
  cancelAnimationFrame(gliding.get(box));
  const [x, y] = [box.scrollLeft, box.scrollTop];
  if (jump || calm() || Math.abs(top - y) > 2 * box.clientHeight || document.hidden) return box.scrollTo(left, top);
  const began = performance.now();
  const move = (now) => {
    const share = Math.min((now - began) / 150, 1);
    const eased = 1 - (1 - share) ** 3;
    box.scrollTo(x + (left - x) * eased, y + (top - y) * eased);
    if (share < 1) gliding.set(box, requestAnimationFrame(move));
  };
  gliding.set(box, requestAnimationFrame(move));
}

// Scroll up and down only: a line is read from its beginning.
function showRow(box, line, jump) {
  const outer = box.getBoundingClientRect();
  const inner = line.getBoundingClientRect();
  if (!outer.height || (inner.top >= outer.top + 18 && inner.bottom <= outer.bottom - 18)) return;
  const top = box.scrollTop + inner.top - outer.top - outer.height / 2 + inner.height / 2;
  glide(box, box.scrollLeft, top, jump);
}

// ---- controls ---------------------------------------------------------------

// put(model, {step: 3}) tells Python.
function put(model, values) {
  for (const [name, value] of Object.entries(values)) model.set(name, value);
  model.save_changes();
}

// A disabled control has no focus: the widget takes it, so that its keys go on working.
function disable(input, on) {
  if (on && input === document.activeElement) input.closest(".ngt").focus({ preventScroll: true });
  input.disabled = on;
}

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

// ---- the frame --------------------------------------------------------------

// Controls in a row, the picture, one sentence.  Returns {root, controls, picture, follow, say, close}.
//   label   what a screen reader calls the widget
//   keys    {" ": step, ArrowRight: next, ...}, for when the focus is not in a field that wants the key itself
//   hint    the keys in words, shown at the right of the sentence
//   follow(["a", "b"], draw)   calls draw now, and whenever one of the traits has changed (once for all of a message)
//   render returns close, which takes the listeners away.
function frame(model, el, { label, keys = {}, hint = "" }) {
  const controls = h("div", { class: "ngt-controls", role: "toolbar", "aria-label": `${label}: controls` });
  const picture = h("div", { class: "ngt-picture" });
  const status = h("p", { class: "ngt-status", role: "status", "aria-live": "polite" });
  const hintLine = h("p", { class: "ngt-hint" }, hint);
  const foot = h("div", { class: "ngt-foot" }, status, hintLine);
  const root = h("div", { class: "ngt", tabindex: 0, role: "group", "aria-label": label }, controls, picture, foot);
  root.dataset.lmSuppressShortcuts = "true"; // JupyterLab's name for: keys typed here are not yours
  root.addEventListener("keydown", (event) => onKey(event, root, keys, guard));

  const listeners = [];
  const timers = [];
  function say(text, failed = false) {
    setText(status, text);
    mark(status, "ngt-failed", failed);
  }
  // No error may vanish: what a handler throws is shown in the sentence.
  function guard(action, ...args) {
    try {
      return action(...args);
    } catch (problem) {
      say(`This widget met an error: ${problem.message}`, true);
      console.error(problem);
    }
  }
  function follow(names, draw) {
    let due = false;
    const later = () => {
      if (due) return;
      due = true;
      queueMicrotask(() => {
        due = false;
        guard(draw);
      });
    };
    for (const name of names) {
      model.on(`change:${name}`, later);
      listeners.push([`change:${name}`, later]);
    }
    guard(draw);
  }
  // every(ms, action): a timer that ends with the widget; returns what stops it.
  function every(ms, action) {
    const timer = setInterval(() => guard(action), ms);
    timers.push(timer);
    return () => clearInterval(timer);
  }
  function close() {
    for (const [name, listener] of listeners) model.off(name, listener);
    timers.forEach(clearInterval);
  }
  el.append(root);
  follow(["status", "failed"], () => say(model.get("status"), model.get("failed")));
  return { root, controls, picture, status, follow, every, say, guard, close };
}

const TYPED = new Set(["text", "number", "search"]);
const MOVED = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]);

// Does the focused element want this key for itself?
function wantsKey(target, key) {
  const tag = target.tagName;
  if (tag === "TEXTAREA" || tag === "SELECT" || (tag === "INPUT" && TYPED.has(target.type))) return true;
  if (tag === "INPUT" && target.type === "range") return MOVED.has(key);
  return (tag === "BUTTON" || tag === "INPUT" || tag === "SUMMARY") && (key === " " || key === "Enter");
}

function onKey(event, root, keys, guard) {
  event.stopPropagation(); // otherwise b in a widget would insert a cell
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    const cell = root.closest(".jp-Cell");
    if (cell) cell.focus();
    if (root.contains(document.activeElement)) document.activeElement.blur();
    return;
  }
  const action = keys[event.key];
  if (!action || event.defaultPrevented || wantsKey(event.target, event.key)) return;
  event.preventDefault();
  guard(action, event);
}

// ---- text -------------------------------------------------------------------

// 123456 -> "123 kB", as the sentence and the pictures write sizes.
function bytesText(n) {
  const units = ["B", "kB", "MB", "GB"];
  let k = 0;
  while (n >= 1000 && k < units.length - 1) (n /= 1000), k++;
  return `${k ? n.toPrecision(3) : n} ${units[k]}`;
}

function counted(n, word) {
  return `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;
}
