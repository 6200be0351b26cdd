// The picture of a graph and its program, for the widgets that light up an equation in both.

// The drawing in a box that scrolls.  homes[i]: the equation whose box shows equation i.
// Returns {element, node(i), light(i), state(classOf), zoom(share)}.
function graphPicture(text, homes, { label, onpick } = {}) {
  const key = text.match(/aria-labelledby="(\w+)-title/)?.[1];
  const fresh = freshId();
  const element = h("div", { class: "ngt-box ngt-graph", tabindex: 0, role: "group", "aria-label": label });
  element.innerHTML = key ? text.replaceAll(key, fresh) : text; // the same graph may stand twice on a page
  const drawing = element.querySelector("svg");
  if (!drawing) {
    element.append(h("p", { class: "ngt-note" }, "This graph is too large for a picture; the program shows it."));
  }
  const nodes = [...element.querySelectorAll("g.node")];
  const byEquation = new Map();
  for (const node of nodes) {
    const numbers = node.dataset.equations.split(" ").filter(Boolean).map(Number);
    numbers.forEach((n) => byEquation.set(n, node));
    if (!onpick) continue;
    node.style.cursor = "pointer";
    node.addEventListener("click", () => onpick(numbers.at(-1), node.dataset.name));
  }
  const node = (i) => byEquation.get(homes[i] ?? i);
  const halo = svg("rect", { class: "ngt-halo", rx: 11 });
  let lit = [];

  function light(i, { jump = false } = {}) {
    lit.forEach((e) => e.classList.remove("ngt-lit"));
    halo.remove();
    const target = typeof i === "string" ? nodes.find((n) => n.dataset.name === i) : node(i);
    if (!target) return (lit = []);
    const { x, y, width, height } = extent(target);
    fill(halo, { x: x - 6, y: y - 6, width: width + 12, height: height + 12 }, []);
    target.prepend(halo);
    const name = CSS.escape(target.dataset.name);
    lit = [target, ...element.querySelectorAll(`path.edge[data-to="${name}"]`)];
    lit.forEach((e) => e.classList.add("ngt-lit"));
    showInside(element, target, { jump });
  }
  // stateOf(name) -> a class for the box, or ""; every box has at most one.
  function state(stateOf) {
    for (const each of nodes) {
      const next = stateOf(each.dataset.name, each) || "";
      if (each.dataset.state === next) continue;
      each.dataset.state = next;
      each.querySelector(".ngt-badge")?.remove();
      if (BADGES[next]) each.append(BADGES[next](extent(each)));
    }
  }
  function zoom(share) {
    if (!drawing) return;
    const [, , width, height] = drawing.getAttribute("viewBox").split(" ").map(Number);
    drawing.style.width = `${width * share}px`;
    drawing.style.height = `${height * share}px`;
  }
  return { element, node, light, state, zoom };
}

// Where a box is, from its own numbers: they are known before the browser has laid anything out.
function extent(node) {
  const shape = node.querySelector("rect:not(.ngt-halo), polygon");
  if (shape.tagName === "rect") {
    const [x, y, width, height] = ["x", "y", "width", "height"].map((n) => Number(shape.getAttribute(n)));
    return { x, y, width, height };
  }
  const points = shape.getAttribute("points").split(" ").map((p) => p.split(",").map(Number));
  const xs = points.map((p) => p[0]);
  const ys = points.map((p) => p[1]);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

// The signs at the corner of a box: told apart by shape, not by colour alone.
const BADGES = {
  alive: ({ x, y, width }) => badge(x + width, y, svg("circle", { r: 4, class: "ngt-dot" })),
  kept: ({ x, y, width }) =>
    badge(x + width, y, svg("circle", { r: 6.5, class: "ngt-ring" }), svg("circle", { r: 3, class: "ngt-pin" })),
  freed: ({ x, y, width }) => badge(x + width, y, svg("circle", { r: 4, class: "ngt-hollow" })),
};

function badge(x, y, ...signs) {
  return svg("g", { class: "ngt-badge", transform: `translate(${x - 2} ${y + 2})`, "aria-hidden": "true" }, ...signs);
}

// A list of lines of which one is chosen, as a listbox: {element, light(i), mark(i, class, on), items}.
//   rows   [{text, phase, title}]; a row without a number (number: null) cannot be chosen
//   onpick(number)
function lineList(rows, { label, onpick }) {
  const element = h("div", { class: "ngt-box ngt-lines ngt-mono", role: "listbox", tabindex: 0, "aria-label": label });
  const items = rows.map((row, i) => {
    const option = { id: freshId(), role: "option", "aria-selected": "false" };
    const line = h("div", { class: "ngt-line", ...(row.text.trim() ? option : { "aria-hidden": "true" }) }, row.text || " ");
    if (row.phase) line.dataset.phase = row.phase;
    if (row.title) line.title = row.title;
    if (row.plain) line.classList.add("ngt-plain");
    line.addEventListener("click", () => onpick?.(i));
    return line;
  });
  element.append(h("div", { class: "ngt-sheet", role: "presentation" }, ...items));
  let lit = [];
  function light(numbers, { jump = false, show } = {}) {
    for (const i of lit) {
      items[i]?.classList.remove("ngt-lit");
      items[i]?.setAttribute("aria-selected", "false");
    }
    lit = [numbers].flat().filter((i) => items[i]);
    for (const i of lit) {
      items[i].classList.add("ngt-lit");
      items[i].setAttribute("aria-selected", "true");
    }
    if (!lit.length) return element.removeAttribute("aria-activedescendant");
    const seen = items[show ?? lit[0]];
    element.setAttribute("aria-activedescendant", seen.id);
    showRow(element, seen, jump);
  }
  return { element, items, light };
}
