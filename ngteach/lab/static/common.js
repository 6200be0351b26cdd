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
  if (!outer.width || !(inner.width || inner.height)) return; // a line has no width
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
