// The picture of the first graph, in which the passes cross out boxes; what is gone leaves its place empty.

// lines, program: the film's.   onpick(names), onlook(name): a box was clicked, or looked at, with these equations.
// Returns {element, show({rows, revealed, struck, whole}), look(name), close}.
function passPicture(text, lines, program, { label, onpick, onlook }) {
  const number = new Map(); // name of an equation of the first graph -> its number
  let position = 0;
  for (const [first, n] of program) {
    for (let k = 0; k < n; k++, position++) if (first >= 0) number.set(nameOf(lines[first + k][0]), position);
  }
  const picture = graphPicture(text, [], { label, onpick: (n, name) => onpick(namesIn(picture.node(name))) });
  picture.chosen.listen((name, by) => {
    if (by === picture.element) onlook(namesIn(picture.node(name))[0]);
    if (name) resize();
  });
  const { element } = picture;
  const nodes = [...element.querySelectorAll("g.node")];
  const edges = [...element.querySelectorAll("path.edge")];
  const named = new Map(nodes.map((node) => [node.dataset.name, node]));
  const members = new Map(nodes.map((node) => [node, numbersOf(node)]));
  const homes = new Map(lines.map(([line, , home]) => [nameOf(line), home]));
  const boxOf = (name) => (homes.has(name) ? picture.node(homes.get(name)) : named.get(name));
  const own = (name) => members.get(boxOf(name))?.includes(number.get(name));
  const wires = svg("g", { class: "ngt-rewired", "aria-hidden": "true" });
  nodes[0]?.parentNode.insertBefore(wires, nodes[0]);
  let present = new Set();

  const namesIn = (node) => [...present].filter((name) => boxOf(name) === node && own(name));

  // whole: is every line sent?  Then it is known which wires are still there.
  function show({ rows, revealed, struck, whole }) {
    present = new Set(rows.filter((row) => row.sign !== "+" && row.name).map((row) => row.name));
    const facts = new Map(nodes.map((node) => [node, { gone: 0, going: 0, struck: 0, partly: 0, replaced: 0, fresh: 0 }]));
    const count = (name, what) => {
      const fact = facts.get(boxOf(name));
      if (fact) fact[what]++;
    };
    for (const name of number.keys()) if (!present.has(name) && own(name)) count(name, "gone");
    for (const { sign, name } of rows) {
      if (revealed && sign === "-") count(name, own(name) ? "going" : "partly");
      if (revealed && sign === "±") count(name, "replaced");
      if (revealed && sign === "+") count(name, "fresh");
      if (!revealed && struck.includes(name)) count(name, own(name) ? "struck" : "partly");
    }
    const gone = new Set();
    for (const node of nodes) {
      const { gone: lost, going, struck: mine, partly, replaced, fresh } = facts.get(node);
      const all = members.get(node).length;
      const state = !all ? "" : lost === all ? "gone" : lost + going === all ? "goes" : lost + mine === all ? "struck" : "";
      if (state === "gone") gone.add(node);
      node.dataset.pass = state || (replaced ? "replaced" : "");
      node.querySelector(".ngt-crossing")?.remove();
      const less = partly + (state ? 0 : going + mine);
      const badge = [less ? `−${less}` : "", replaced ? "±" : "", fresh ? `+${fresh}` : ""].filter(Boolean).join(" ");
      if (state === "goes" || state === "struck" || badge) node.append(crossing(extent(node), state, state === "gone" ? "" : badge));
    }
    connect(rows, revealed, whole, gone);
    resize();
  }
  // The tallies can be read from afar, too; where they would lie over other words they become dots.
  function resize() {
    const larger = Math.max(1, 0.9 / picture.scale());
    const tallies = [...element.querySelectorAll(".ngt-pass-tally")];
    for (const tally of tallies) {
      mark(tally, "ngt-dotted", false);
      tally.setAttribute("transform", `translate(${tally.dataset.x} ${tally.dataset.y}) scale(${larger})`);
    }
    const words = [...element.querySelectorAll("svg > g > text, .ngt-flag")].map((text) => text.getBoundingClientRect());
    for (const tally of tallies) {
      const box = tally.getBoundingClientRect();
      const hit = words.some((w) => w.left < box.right && w.right > box.left && w.top < box.bottom && w.bottom > box.top);
      if (hit) mark(tally, "ngt-dotted", true);
      else words.push(box);
    }
  }
  element.addEventListener("ngt-zoom", resize);

  // The wires that are still there, those that end with this pass, and the new ones.
  function connect(rows, revealed, whole, gone) {
    const before = pairs(rows, "left");
    const after = revealed ? pairs(rows, "right") : before;
    const drawn = new Set();
    for (const edge of edges) {
      const ends = [edge.dataset.from, edge.dataset.to].map((name) => named.get(name));
      const key = keyOf(...ends);
      drawn.add(key);
      const lost = ends.some((node) => gone.has(node)) || (whole && !before.has(key));
      edge.dataset.pass = lost ? "gone" : whole && !after.has(key) ? "goes" : "";
    }
    wires.replaceChildren();
    for (const [key, [from, to]] of new Map([...before, ...after])) {
      if (drawn.has(key) || gone.has(from) || gone.has(to)) continue;
      wires.append(wire(extent(from), extent(to), before.has(key) ? "" : "ngt-new"));
    }
  }
  const keyOf = (from, to) => `${from?.dataset.name} → ${to?.dataset.name}`;
  function pairs(rows, side) {
    const found = new Map();
    for (const row of rows) {
      const line = lines[row[side]]?.[0];
      const to = line && boxOf(nameOf(line));
      if (!to) continue;
      for (const read of readsOf(line)) {
        const from = boxOf(read);
        if (from && from !== to) found.set(keyOf(from, to), [from, to]);
      }
    }
    return found;
  }
  // The box of an equation is chosen; if the equation is only written into it, it is brought into view.
  const look = (name) => {
    const box = boxOf(name);
    picture.select((own(name) && box?.dataset.name) || null);
    if (box) showInside(element, box);
  };
  // Seen whole, as soon as there is a place for it; unless nothing could be told apart so.
  let wide = 0;
  const watcher = new ResizeObserver(() => {
    if (!element.clientWidth || element.clientWidth === wide) return;
    wide = element.clientWidth;
    seeWhole(picture);
    if (picture.scale() < 0.14) picture.zoom(0.35);
  });
  watcher.observe(element);
  const close = () => {
    watcher.disconnect();
    picture.close();
  };
  return { element, show, look, close };
}

// The cross over a box, and what else becomes of the equations in it, at its corner.
function crossing({ x, y, width, height }, state, badge) {
  const cross = state === "goes" || state === "struck"
    ? svg("path", { class: `ngt-cross ngt-${state}`, pathLength: 1,
        d: `M${x + 3} ${y + 3}L${x + width - 3} ${y + height - 3}M${x + width - 3} ${y + 3}L${x + 3} ${y + height - 3}` })
    : null;
  const wide = 8 + 7 * badge.length;
  const sign = badge
    ? svg("g", { class: "ngt-pass-tally", "data-x": x + width, "data-y": y + height },
        svg("rect", { x: 6 - wide, y: -9, width: wide, height: 18, rx: 9 }),
        svg("circle", { r: 4.5 }), svg("text", { x: 6 - wide / 2, y: 4, "text-anchor": "middle" }, badge))
    : null;
  return svg("g", { class: "ngt-crossing", "aria-hidden": "true" }, cross, sign);
}

// A wire that was not drawn: it leaves a box and enters another on the sides that face each other.
function wire(a, b, looks) {
  const [ax, bx] = [a.x + a.width / 2, b.x + b.width / 2];
  const down = b.y >= a.y + a.height;
  const up = a.y >= b.y + b.height;
  if (!down && !up) {
    const right = bx > ax;
    const [x, y, u, v] = [right ? a.x + a.width : a.x, a.y + a.height / 2, right ? b.x : b.x + b.width, b.y + b.height / 2];
    return arrow(`M${x} ${y}C${(x + u) / 2} ${y} ${(x + u) / 2} ${v} ${u} ${v}`, u, v, right ? 0 : 180, looks);
  }
  const [y, v] = down ? [a.y + a.height, b.y] : [a.y, b.y + b.height];
  const bend = (v - y) / 2;
  return arrow(`M${ax} ${y}C${ax} ${y + bend} ${bx} ${v - bend} ${bx} ${v}`, bx, v, down ? 90 : 270, looks);
}

function arrow(path, x, y, angle, looks) {
  return svg("g", { class: looks }, svg("path", { d: path }),
    svg("path", { class: "ngt-head", d: "M-7 -3.4L0.5 0L-7 3.4z", transform: `translate(${x} ${y}) rotate(${angle})` }));
}
