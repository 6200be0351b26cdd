// The picture of a graph and its program, for the widgets that light up an equation in both.

const PHASES = ["forward", "adjoint", "update"]; // in Python's order

// The drawing in a box that can be fitted, dragged and zoomed.  homes[i]: the equation whose box shows equation i.
//   onpick(i, name)   a box was clicked, or Enter pressed on it; i is undefined if it is no equation's
//   chosen   a selection() that it shares with others; arrow keys go from box to box along the wires
//   numberOf(name)   the equation that makes a value, for those that share a box with others
// Returns {element, node(i), light(i), select(name), state(classOf), zoom(share), fit(), scale(), above(), redraw(text, homes), close}.
function graphPicture(text, homes, { label, onpick, chosen = selection(), numberOf } = {}) {
  const element = h("div", { class: "ngt-box ngt-graph", tabindex: 0, role: "group", "aria-label": `${label}; arrow keys go from box to box` });
  const spoken = h("p", { class: "ngt-hidden", "aria-live": "polite" });
  const halo = svg("rect", { class: "ngt-halo", rx: 11 });
  const ring = svg("rect", { class: "ngt-choice", rx: 11 });
  const flag = svg("text", { class: "ngt-flag", "text-anchor": "middle", "aria-hidden": "true" });
  let drawing, nodes, byEquation, boxes, wires;
  let lit = [];
  let onto = null; // what light() was last told to show
  const view = viewport(element, null);
  element.addEventListener("ngt-zoom", () => fly());
  const sized = onSize(element, () => lit[0] && showInside(element, lit[0], { jump: true }));
  redraw(text, homes);

  function redraw(text, next = homes) {
    homes = next;
    const key = text.match(/aria-labelledby="(\w+)-title/)?.[1];
    element.innerHTML = key ? text.replaceAll(key, freshId()) : text; // the same graph may stand twice on a page
    drawing = element.querySelector("svg");
    if (!drawing) element.append(h("p", { class: "ngt-note" }, "This graph is too large for a picture; the program shows it."));
    element.prepend(view.tools, spoken);
    nodes = [...element.querySelectorAll("g.node")];
    boxes = new Map(nodes.map((node) => [node.dataset.name, extent(node)]));
    wires = [...element.querySelectorAll("path.edge")].map((edge) => [edge.dataset.from, edge.dataset.to]);
    byEquation = new Map();
    for (const node of nodes) {
      numbersOf(node).forEach((n) => byEquation.set(n, node));
      node.style.cursor = "pointer";
      node.addEventListener("click", () => pick(node));
    }
    view.renew(drawing);
    lit = [];
    if (onto !== null) light(onto, { still: true });
    show(chosen.chosen());
  }
  function named(name) {
    return nodes.find((n) => n.dataset.name === name) ?? (numberOf ? node(numberOf(name)) : undefined);
  }
  function node(i) {
    return typeof i === "string" ? named(i) : byEquation.get(homes[i] ?? i);
  }
  function pick(node) {
    chosen.choose(node.dataset.name, element);
    onpick?.(numbersOf(node).at(-1), node.dataset.name);
  }

  function light(i, { jump = false, still = false } = {}) {
    onto = i;
    lit.forEach((e) => e.classList.remove("ngt-lit"));
    halo.remove();
    const target = node(i);
    lit = [];
    fly();
    if (!target) return;
    around(halo, target, 6);
    target.prepend(halo);
    const name = CSS.escape(target.dataset.name);
    lit = [target, ...element.querySelectorAll(`path.edge[data-to="${name}"]`)];
    lit.forEach((e) => e.classList.add("ngt-lit"));
    fly();
    if (!still) showInside(element, target, { jump });
  }
  // From afar the texts of boxes are left out; then the name of the one that matters flies above it.
  function fly() {
    flag.remove();
    const name = chosen.chosen();
    const target = (name && named(name)) || lit[0];
    const first = target?.querySelector("text");
    if (!first || first.style.display !== "none") return;
    const { x, y, width } = extent(target);
    fill(flag, { x: x + width / 2, y: y - 9, "font-size": 11 / view.scale(), "stroke-width": 4 / view.scale() }, []);
    setText(flag, first.textContent);
    target.parentNode.append(flag);
  }
  // The chosen box has a ring; what is lit has a halo.
  function show(name, by) {
    ring.remove();
    element.querySelector(".ngt-chosen")?.classList.remove("ngt-chosen");
    const target = name && named(name);
    fly();
    if (!target) return;
    around(ring, target, 3);
    target.append(ring);
    target.classList.add("ngt-chosen");
    if (by) showInside(element, target);
    if (by === element) setText(spoken, target.querySelector("title")?.textContent ?? name);
  }
  chosen.listen(show);

  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== element || !drawing) return;
    const at = (named(chosen.chosen()) ?? lit[0])?.dataset.name;
    if (event.key.startsWith("Arrow")) chosen.choose(boxBeside(boxes, wires, at, event.key) ?? at, element);
    else if (event.key === "Enter" && at && named(at)) pick(named(at));
    else if (!view.key(event)) return;
    event.preventDefault();
  });

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
  return { element, node, light, select: (name) => chosen.choose(name, "other"), chosen, state, redraw, zoom: view.zoom, fit: view.fit,
    scale: view.scale, above: view.above, drawing: () => drawing, close: () => (sized(), view.close()) };
}

// What is lit is shown again where a side bar has made the box narrower, or a tab has shown it for the first time.
function onSize(element, show) {
  const sized = new ResizeObserver(show);
  sized.observe(element);
  return () => sized.disconnect();
}

function numbersOf(node) {
  return node.dataset.equations.split(" ").filter(Boolean).map(Number);
}

function around(shape, node, by) {
  const { x, y, width, height } = extent(node);
  fill(shape, { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by }, []);
}

// Where a box is, from its own numbers: they are known before the browser has laid anything out.
function extent(node) {
  const shape = node.querySelector("rect:not(.ngt-halo, .ngt-choice), polygon");
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
//   chosen   a selection() that it shares; rows[i].name is then what line i stands for.  Arrow keys go from line to line
function lineList(rows, { label, onpick, chosen = null }) {
  const element = h("div", { class: "ngt-box ngt-lines ngt-mono", role: "listbox", tabindex: 0, "aria-label": label });
  const items = rows.map((row, i) => {
    const option = { id: freshId(), role: "option", "aria-selected": "false" };
    const line = h("div", { class: "ngt-line", ...(row.text.trim() ? option : { "aria-hidden": "true" }) }, row.text || " ");
    if (row.phase) line.dataset.phase = row.phase;
    if (row.title) line.title = row.title;
    if (row.plain) line.classList.add("ngt-plain");
    line.addEventListener("click", () => pick(i));
    return line;
  });
  function pick(i) {
    if (rows[i].name) chosen?.choose(rows[i].name, element);
    onpick?.(i);
  }
  const numberOf = new Map(rows.map((row, i) => [row.name, i]));
  let at = -1; // the line that is chosen
  chosen?.listen((name, by) => {
    items[at]?.classList.remove("ngt-chosen");
    items[at]?.removeAttribute("aria-current");
    at = numberOf.get(name) ?? -1;
    if (at < 0) return;
    items[at].classList.add("ngt-chosen");
    items[at].setAttribute("aria-current", "true");
    element.setAttribute("aria-activedescendant", items[at].id);
    if (by && by !== element) showRow(element, items[at]);
  });
  if (chosen) element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== element) return;
    const from = at >= 0 ? at : lit[0] ?? -1;
    const to = { ArrowDown: from + 1, ArrowUp: from - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (event.key === "Enter" && at >= 0) pick(at);
    else if (to === undefined) return;
    else {
      const next = Math.min(Math.max(to, 0), rows.length - 1);
      if (rows[next].name) chosen.choose(rows[next].name, element);
      showRow(element, items[next]);
    }
    event.preventDefault();
  });
  element.append(h("div", { class: "ngt-sheet", role: "presentation" }, ...items));
  let lit = [];
  let seen = null;
  onSize(element, () => seen && showRow(element, seen, true));
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
    seen = items[show ?? lit[0]] ?? null;
    if (!seen) return element.removeAttribute("aria-activedescendant");
    element.setAttribute("aria-activedescendant", seen.id);
    showRow(element, seen, jump);
  }
  return { element, items, light, chosen };
}
