// A folded graph: boxes that open in place, the way back, and the program that is folded in the same way.

async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

function render({ model, el }) {
  const film = model.get("film");
  const numberOf = new Map(film.map((record, i) => [record.key, i]));
  const state = () => film[model.get("step")] ?? model.get("extra");
  const close = () => open(state().trail.at(-2)?.[0] ?? "");
  const f = frame(model, el, {
    label: `The graph ${model.get("name")}, folded`,
    film: "step",
    undo: ["step"],
    keys: { Backspace: close, Home: () => open("") },
    hint: "Arrows go from box to box, Enter opens, Backspace closes",
  });
  mark(f.root, "ngt-folding", true);
  const chosen = selection();
  let shown = { lines: [] };

  function open(key) {
    if (key === state().key) return;
    if (numberOf.has(key)) put(model, { step: numberOf.get(key) });
    else f.ask({ wanted: key });
  }
  const trail = h("nav", { class: "ngt-trail", "aria-label": "What is open" });
  const closing = button("Close", close, { title: "Close what was opened last (Backspace)" });
  const names = freshId();
  const finder = textField({ label: "Find", size: 14, type: "search", onenter: find });
  const list = h("datalist", { id: names });
  finder.input.setAttribute("list", names);
  f.controls.append(trail, closing, finder.element, list);

  const picture = graphPicture("", [], { label: "Picture of the graph", chosen, onpick: (_, name) => openBox(name) });
  const sheet = h("div", { class: "ngt-column" });
  f.picture.append(h("div", { class: "ngt-folded" }, picture.element, sheet));

  function openBox(name) {
    const line = shown.lines.find((each) => each.name === name);
    if (line?.key) open(line.key);
  }
  // From what is chosen on, the next box whose line has these letters; without one, the next state that has.
  function find(text) {
    const letters = text.trim().toLowerCase();
    if (!letters) return;
    const has = (line) => line.name && `${line.title ?? ""} ${line.text}`.toLowerCase().includes(letters);
    const from = shown.lines.findIndex((line) => line.name === chosen.chosen()) + 1;
    const found = [...shown.lines.slice(from), ...shown.lines.slice(0, from)].find(has);
    if (found) {
      chosen.choose(found.name, "find");
      return f.announce(found.text.trim());
    }
    const inside = film.findIndex((record) => record.trail.some(([, title]) => title.toLowerCase().includes(letters)));
    if (inside >= 0) put(model, { step: inside });
    else f.announce(`Nothing here has “${text.trim()}” in its line.`);
  }

  let turn = 0;
  async function show() {
    const now = ++turn;
    const record = state();
    const next = await unpacked(record.packed);
    if (now !== turn) return; // another was opened meanwhile
    shown = next;
    picture.redraw(next.svg, []);
    for (const line of shown.lines) {
      const box = boxOf(line.name);
      line.title = box?.querySelector("text")?.textContent;
      box?.prepend(svg("title", {}, line.text.trim()));
    }
    openable();
    bars(record.inside);
    const program = lineList(next.lines, { label: "Program", chosen, onpick: (i) => next.lines[i].key && open(next.lines[i].key) });
    sheet.replaceChildren(program.element);
    const numbers = next.lines.flatMap((line, i) => (record.inside.includes(line.name) ? [i] : []));
    program.light(numbers, { jump: true, show: numbers[0] });
    const ways = [["", model.get("name")], ...record.trail];
    trail.replaceChildren(...ways.map(([key, title], i) =>
      button(title, () => open(key), { class: "ngt-crumb", "aria-current": i === ways.length - 1 && "location" })));
    disable(closing, !record.trail.length);
    list.replaceChildren(...[...new Set(shown.lines.map((line) => line.title).filter(Boolean))].map((value) => h("option", { value })));
    const first = record.inside[0] ?? null;
    chosen.choose(first, "other");
    const box = first && boxOf(first);
    if (box) showInside(picture.element, box, { jump: true, margin: 60 });
    else picture.element.scrollTo(Math.max(0, (picture.element.scrollWidth - picture.element.clientWidth) / 2), 0);
  }
  const boxOf = (name) => name && picture.drawing()?.querySelector(`g.node[data-name="${CSS.escape(name)}"]`);

  // A small + at the corner of each box that opens.
  function openable() {
    for (const node of picture.drawing()?.querySelectorAll("g.node[data-fold]") ?? []) {
      const { x, y, width, height } = extent(node);
      const [cx, cy] = [x + width - 1, y + height - 1];
      node.append(svg("g", { class: "ngt-plus", "aria-hidden": "true" },
        svg("circle", { cx, cy, r: 7 }), svg("path", { d: `M${cx - 4} ${cy}h8M${cx} ${cy - 4}v8` })));
    }
  }
  // A bar beside what was opened, in each lane: from its first box to its last, and beside all that stands there.
  function bars(inside) {
    const lanes = new Map();
    const boxes = [...(picture.drawing()?.querySelectorAll("g.node") ?? [])].map(extent);
    for (const name of inside) {
      const node = boxOf(name);
      if (!node) continue;
      const { y, height } = extent(node);
      const old = lanes.get(node.dataset.phase) ?? { top: y, bottom: y, parent: node.parentNode };
      lanes.set(node.dataset.phase, { ...old, top: Math.min(old.top, y), bottom: Math.max(old.bottom, y + height) });
    }
    for (const [phase, { top, bottom, parent }] of lanes) {
      const there = boxes.filter((box) => box.y < bottom && box.y + box.height > top);
      const [left, right] = [Math.min(...there.map((box) => box.x)), Math.max(...there.map((box) => box.x + box.width))];
      const at = phase === "adjoint" ? right + 8 : left - 7;
      const turn = phase === "adjoint" ? -5 : 5;
      parent.append(svg("path", { class: "ngt-opened", "data-phase": phase, d: `M${at + turn} ${top}H${at}V${bottom}H${at + turn}` }));
    }
  }
  f.follow(["step", "extra"], () => show().catch((problem) => f.say(`This widget met an error: ${problem.message}`, true)));
  return () => (picture.close(), f.close());
}

export default { render };
