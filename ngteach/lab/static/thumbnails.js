// Small pictures of values in the boxes of a graph, as they are computed, and a tooltip with the number under the pointer.

const SMALLEST = 11; // px of the texts in a small picture

// {set(step), redraw(step), light(value, k, parts)}.   A box shows the last of its values that is computed, and whose numbers are known.
//   onelement(value, k, again)   a number in a box was clicked;  again: the box was chosen already
function thumbnails(picture, values, equations, { tip, onelement }) {
  const byName = new Map(values.map((v) => [v.name, v]));
  const boxes = [...picture.element.querySelectorAll("g.node")].map((node) => {
    const inside = numbersOf(node).map((i) => equations[i]).filter(Boolean);
    return { node, inside: inside.length ? inside : [byName.get(node.dataset.name)].filter(Boolean), shown: null, hold: null, seen: null };
  });
  // Numbers that would be too small to be read are left out; the tooltip has them.
  const legible = () => (picture.element.dataset.tiny = String(picture.scale() * SMALLEST < LEGIBLE));
  picture.element.addEventListener("ngt-zoom", legible);
  legible();
  for (const box of boxes) {
    box.node.addEventListener("pointermove", (event) => hover(box, event));
    box.node.addEventListener("pointerleave", () => tip.hide());
    let again = false;
    box.node.addEventListener("pointerdown", () => (again = picture.chosen.chosen() === box.shown?.name));
    box.node.addEventListener("click", (event) => {
      const k = under(box, event);
      if (k >= 0) onelement(box.shown, k, again);
    });
  }

  function set(step) {
    for (const box of boxes) {
      const there = box.inside.filter((v) => v.made <= step);
      const value = there.filter((v) => v.isKnown).at(-1) ?? there.at(-1) ?? null;
      if (value === box.shown) continue;
      box.shown = value;
      box.hold?.remove();
      box.hold = box.seen = null;
      if (!value?.isKnown || !box.node.dataset.room) continue;
      const [left, top, wide, high] = box.node.dataset.room.split(" ").map(Number);
      box.seen = valuePicture(value, wide, high);
      const paper = isFilled(box.node) ? svg("rect", { class: "ngt-paper", x: -4, y: -2, width: wide + 8, height: high + 4, rx: 4 }) : null;
      box.hold = svg("g", { class: "ngt-thumb", transform: `translate(${left} ${top})`, "aria-hidden": "true" }, paper, box.seen.element);
      box.node.append(box.hold);
    }
  }

  // The numbers of these values are others now.
  function redraw(step) {
    boxes.forEach((box) => (box.shown = null));
    set(step);
  }

  function hover(box, event) {
    const value = box.shown;
    if (!value) return tip.show(event, `${box.node.dataset.name}: not computed yet`);
    const k = under(box, event);
    const number = k >= 0 ? `${elementName(value, k)} = ${numberText(value.numbers()[k], value)}` : "";
    const line = `${value.name}: ${value.type}${value.op ? ` = ${callText(values, value)}` : ", an input"}`;
    tip.show(event, number || [line, sampledText(value)].filter(Boolean).join("; "));
  }
  // The number under the pointer, or -1.
  function under(box, event) {
    if (!box.hold || !box.seen.plan.at) return -1;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(box.hold.getScreenCTM().inverse());
    return box.seen.at(at.x, at.y);
  }

  // In the boxes, too: the element k of a value, and what it was made of.
  function light(value, k, parts) {
    for (const box of boxes) {
      if (!box.seen) continue;
      const own = parts.filter((part) => part.value === box.shown && part.numbers);
      box.seen.light([...new Set(own.flatMap((part) => part.numbers))]);
      box.seen.choose(box.shown === value ? k : -1);
    }
  }
  return { set, redraw, light };
}

// Results have boxes of full colour, with white words on them.
function isFilled(node) {
  return node.querySelector("text")?.getAttribute("fill") === "#FFFFFF";
}

// A word beside the pointer, inside the widget: {show(event, text), hide()}.
function tooltip(root) {
  const element = h("div", { class: "ngt-tip ngt-mono", role: "presentation", hidden: true });
  root.append(element);
  function show(event, text) {
    setText(element, text);
    element.hidden = false;
    const box = root.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const wide = element.offsetWidth;
    element.style.left = `${Math.max(4, Math.min(x + 12, box.width - wide - 6))}px`;
    element.style.top = `${y + 18}px`;
  }
  return { show, hide: () => (element.hidden = true) };
}
