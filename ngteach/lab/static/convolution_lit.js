// What is lit in the picture of a convolution, forward and backward, and the same as a sum.

// Which product belongs to the cell under the pointer, {f, x, y}: its place in each panel, or null.
function convolutionTermAt({ parts, backward }, { f, x, y }) {
  const k = parts.findIndex((t) => {
    if (f) return t.a === f[0] && t.b === f[1];
    if (backward) return y && t.i === y[0] && t.j === y[1];
    return x && t.row === x[0] && t.column === x[1];
  });
  return k < 0 ? null : k;
}

// {cells, lit, numbers}: what lies below, above it what is lit, and above all what is to be read.
function convolutionDrawing(now, panels, colour, width) {
  const { x, y, filter, dx, dy, rule, kind, backward, parts } = now;
  const phase = backward ? "adjoint" : "forward";
  const factor = (here, same) => (r, c) => {
    const found = here && parts.find((t) => same(t, r, c));
    return found ? convolutionTimes(found.v) : "";
  };
  const inWindow = factor(!backward, (t, r, c) => t.row === r && t.column === c);
  const left = convolutionCells(panels.x, backward ? dx : x, colour, inWindow);
  const middle = convolutionCells(panels.filter, filter, colour);
  const right = convolutionCells(panels.y, backward ? dy : y, colour, factor(backward, (t, r, c) => t.i === r && t.j === c));
  const ring = convolutionRing(panels.ring, rule, backward, inWindow);
  const type = (values) => `f32[${values.length},${values[0].length}]`;
  const padded = rule.padding && !backward ? `, padding ${rule.padding}` : "";
  return {
    cells: [
      ...ring.cells, ...left.cells, ...middle.cells, ...right.cells,
      convolutionFrame(panels.x, phase), convolutionFrame(panels.filter, "forward"), convolutionFrame(panels.y, phase),
    ],
    lit: backward ? convolutionSenders(now, panels) : convolutionWindow(now, panels),
    numbers: [
      ...ring.numbers, ...left.numbers, ...middle.numbers, ...right.numbers,
      convolutionTitle(panels.ring, phase, backward ? "dx" : "x", type(x) + padded, width),
      convolutionTitle(panels.filter, "forward", "f", kind, width),
      convolutionTitle(panels.y, phase, backward ? "dy" : "y", type(y), width),
    ],
  };
}

function convolutionWindow({ rule, parts, pixel: [i, j] }, panels) {
  const { layout, ring, y } = panels;
  const p = rule.padding;
  const [top, left] = rule.starts(i, j).map((k) => k + p);
  const window = ring.box(top, left, ...rule.span);
  const pixel = y.box(i, j);
  const ways = CONV_WAYS[layout.kind];
  return [
    svg("path", { d: convolutionWires(window, panels.filter.whole, ways.in), class: "ngt-conv-wire" }),
    svg("path", { d: convolutionWires(panels.filter.whole, pixel, ways.out), class: "ngt-conv-wire" }),
    ...parts.map((t) => svg("rect", { ...ring.box(t.row + p, t.column + p), class: "ngt-conv-seen" })),
    svg("rect", { ...window, rx: 3, class: "ngt-conv-window" }),
    svg("rect", { ...pixel, class: "ngt-conv-chosen" }),
  ];
}

function convolutionSenders({ parts, source }, panels) {
  const target = panels.x.box(...source);
  const largest = Math.max(...parts.map((t) => Math.abs(t.u * t.v))) || 1;
  const wires = parts.map((t) => {
    const share = Math.abs(t.u * t.v) / largest;
    const strong = { "stroke-width": (0.8 + 2 * share).toFixed(2), opacity: share ? 0.85 : 0.35 };
    return svg("path", { d: convolutionPath(t, panels, true), class: "ngt-conv-wire", "data-phase": "adjoint", ...strong });
  });
  const boxes = parts.flatMap((t) => [panels.y.box(t.i, t.j), panels.filter.box(t.a, t.b)]);
  return [...wires, ...boxes.map((box) => svg("rect", { ...box, class: "ngt-conv-sender" })), svg("rect", { ...target, class: "ngt-conv-chosen" })];
}

// The way of one product through its element of the filter.
function convolutionPath(t, { layout, ring, x, filter, y }, backward) {
  const ways = CONV_WAYS[layout.kind];
  const p = (ring.rows - x.rows) / 2;
  const [from, by, to] = [ring.box(t.row + p, t.column + p), filter.box(t.a, t.b), y.box(t.i, t.j)];
  if (backward) return convolutionWires(to, by, CONV_OPPOSITE[ways.out], true) + convolutionWires(by, from, CONV_OPPOSITE[ways.in], true);
  return convolutionWires(from, by, ways.in, true) + convolutionWires(by, to, ways.out, true);
}

// One product, brought out: its element of x, of f and of y.
function convolutionTerm({ parts, backward }, panels, term) {
  const t = term === null ? null : parts[term];
  if (!t) return [];
  const p = (panels.ring.rows - panels.x.rows) / 2;
  const boxes = [panels.ring.box(t.row + p, t.column + p), panels.filter.box(t.a, t.b), panels.y.box(t.i, t.j)];
  return [
    svg("path", { d: convolutionPath(t, panels, backward), class: "ngt-conv-wire ngt-conv-term" }),
    ...boxes.map((box) => svg("rect", { ...box, class: "ngt-conv-term" })),
  ];
}

// ---- the sum, written out -----------------------------------------------------------------------------------------

// "y[3, 3] = 13*1 + 8*(-2) + ... = -3", in parts, those that are 0 in grey.
function convolutionSum(now) {
  const name = convolutionName(now);
  const words = [h("b", {}, `${name} = `)];
  now.parts.forEach(({ u, v }, k) => {
    const looks = `ngt-conv-product${u * v ? "" : " ngt-conv-quiet"}`;
    words.push(k ? " + " : "", h("span", { class: looks, "data-term": k }, `${k ? convolutionFactor(u) : fewDigits(u, 3)}*${convolutionFactor(v)}`));
  });
  return [...words, now.parts.length ? " = " : "", h("b", {}, fewDigits(convolutionValue(now)))];
}
