// The picture of a convolution: x with its padding, the filter, y; the window and its pixel, or who sends an adjoint.

const CONV_TITLE = 26; // pixels above a panel
const CONV_GAP = 44;

// Where the panels may lie in so many pixels; room is kept for the largest of all settings, so that nothing jumps.
//   most: {x, filter, y}: [rows, columns] at most, of x with its padding
function convolutionLayout(width, most) {
  const [wide, high] = [(list) => list.map((n) => n[1]).reduce((p, q) => p + q), (list) => Math.max(...list.map((n) => n[0]))];
  const { x, filter, y } = most;
  if (width >= 600) {
    const cell = Math.min(36, Math.floor((width - 2 * CONV_GAP - 4) / wide([x, filter, y])));
    const gap = (width - 4 - cell * wide([x, filter, y])) / 2;
    const height = CONV_TITLE + cell * high([x, filter, y]) + 4;
    const at = (left, size) => ({ left, top: CONV_TITLE, width: cell * size[1], height: height - CONV_TITLE - 4 });
    const second = 2 + cell * x[1] + gap;
    return { kind: "row", cell, height, x: at(2, x), filter: at(second, filter), y: at(second + cell * filter[1] + gap, y) };
  }
  if (width >= 400) {
    const cell = Math.min(30, Math.floor((width - CONV_GAP - 4) / wide([x, y])));
    const upper = cell * high([x, y]);
    const at = (left, top, size, h) => ({ left, top, width: cell * size[1], height: h });
    const lower = 2 * CONV_TITLE + 14 + upper;
    return {
      kind: "triangle", cell, height: lower + cell * filter[0] + 4,
      x: at(2, CONV_TITLE, x, upper),
      y: at(width - 2 - cell * y[1], CONV_TITLE, y, upper),
      filter: at((width - cell * filter[1]) / 2, lower, filter, cell * filter[0]),
    };
  }
  const cell = Math.max(10, Math.min(26, Math.floor((width - 4) / Math.max(x[1], y[1]))));
  let top = 0;
  const next = (size) => {
    const panel = { left: (width - cell * size[1]) / 2, top: top + CONV_TITLE, width: cell * size[1], height: cell * size[0] };
    top += CONV_TITLE + panel.height + 8;
    return panel;
  };
  const panels = { x: next(x), filter: next(filter), y: next(y) };
  return { kind: "column", cell, height: top, ...panels };
}

// {layout, x, ring (x with its padding), filter, y} for what is shown.   sizes: of all filters
function convolutionPanels(width, { filter, rule }, sizes) {
  const ring = 2; // the most padding there is
  const [tall, wide] = [0, 1].map((axis) => sizes.map((s) => s[axis]));
  const layout = convolutionLayout(width, {
    x: rule.shape.map((n) => n + 2 * ring),
    filter: [Math.max(...tall), Math.max(...wide)],
    y: [tall, wide].map((list, axis) => Math.max(1, rule.shape[axis] + 2 * ring - Math.min(...list) + 1)),
  });
  const { cell } = layout;
  return {
    layout,
    x: convolutionPanel(layout.x, rule.shape, cell),
    ring: convolutionPanel(layout.x, rule.shape.map((n) => n + 2 * rule.padding), cell),
    filter: convolutionPanel(layout.filter, [filter.length, filter[0].length], cell),
    y: convolutionPanel(layout.y, rule.places, cell),
  };
}

// A panel of rows x columns cells in the middle of the room that the layout keeps for it.
function convolutionPanel(room, [rows, columns], cell) {
  const left = Math.round(room.left + (room.width - columns * cell) / 2);
  const top = Math.round(room.top + (room.height - rows * cell) / 2);
  const box = (r, c, h = 1, w = 1) => ({ x: left + c * cell, y: top + r * cell, width: w * cell, height: h * cell });
  // The cell under a point of the picture, or null.
  const at = (px, py) => {
    const [r, c] = [Math.floor((py - top) / cell), Math.floor((px - left) / cell)];
    return r >= 0 && c >= 0 && r < rows && c < columns ? [r, c] : null;
  };
  return { left, top, rows, columns, cell, box, at, whole: box(0, 0, rows, columns) };
}

// The cells of a panel with their colours, {cells, numbers}; no numbers if they do not all fit.   values: rows of numbers
//   below(r, c): what stands under the number of a cell, such as ×2, or nothing
function convolutionCells(panel, values, colour, below = () => "") {
  const { cell } = panel;
  const flat = values.flat();
  const largest = Math.max(...flat.map(Math.abs)) || 1;
  const texts = cell < 14 ? null : textsThatFit(flat, Math.floor((cell - 0.5) / 6.03));
  const [cells, numbers] = [[], []];
  values.forEach((row, r) =>
    row.forEach((v, c) => {
      const box = panel.box(r, c);
      const { fill, ink } = colour(v / largest);
      cells.push(svg("rect", { ...box, fill, class: "ngt-conv-cell" }));
      if (texts) numbers.push(...convolutionNumber(box, texts[r * panel.columns + c], below(r, c), ink));
    }),
  );
  return { cells, numbers };
}

// A number in its cell; with something under it, where a cell has room for two lines.
function convolutionNumber(box, text, below, ink, kind = "") {
  const two = below && box.height >= 30;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2 + 3.5];
  const first = svg("text", { x, y: two ? y - 6 : y, fill: ink, class: `ngt-conv-number ${kind}` }, text);
  return two ? [first, svg("text", { x, y: y + 6.5, fill: ink, class: "ngt-conv-number ngt-conv-times" }, below)] : [first];
}

// The padding around x, which is 0; it has no adjoint.
function convolutionRing(panel, rule, back, below) {
  const p = rule.padding;
  const [cells, numbers] = [[], []];
  for (let r = 0; r < panel.rows; r++)
    for (let c = 0; c < panel.columns; c++) {
      if (rule.inside(r - p, c - p)) continue;
      const box = panel.box(r, c);
      cells.push(svg("rect", { ...box, class: "ngt-conv-ring" }));
      if (!back && box.width >= 14) numbers.push(...convolutionNumber(box, "0", below(r - p, c - p), null, "ngt-conv-zero"));
    }
  return { cells, numbers };
}

function convolutionTimes(v) {
  return `×${fewDigits(v, 2).replace(/^(-?)0\./, "$1.")}`;
}

function convolutionTitle(panel, phase, words, type, width) {
  const text = svg("text", { x: 0, y: panel.top - 9, class: "ngt-conv-title", "data-phase": phase }, svg("tspan", { class: "ngt-conv-bold" }, words), type ? ` ${type}` : "");
  const long = 7 * (words.length + (type ? type.length + 1 : 0));
  const middle = panel.left + (panel.columns * panel.cell) / 2;
  text.setAttribute("x", Math.max(long / 2 + 1, Math.min(width - long / 2 - 1, middle)));
  return text;
}

function convolutionFrame(panel, phase) {
  const { x, y, width, height } = panel.whole;
  return svg("rect", { x: x - 1, y: y - 1, width: width + 2, height: height + 2, rx: phase === "forward" ? 3 : 0, class: "ngt-conv-frame", "data-phase": phase });
}

// Lines from box a to box b: from the sides that look at each other, both corners, or the middles if `thin`.
function convolutionWires(a, b, way, thin) {
  const sides = {
    right: [[a.x + a.width, a.y], [a.x + a.width, a.y + a.height], [b.x, b.y], [b.x, b.y + b.height]],
    left: [[a.x, a.y], [a.x, a.y + a.height], [b.x + b.width, b.y], [b.x + b.width, b.y + b.height]],
    down: [[a.x, a.y + a.height], [a.x + a.width, a.y + a.height], [b.x, b.y], [b.x + b.width, b.y]],
    up: [[a.x, a.y], [a.x + a.width, a.y], [b.x, b.y + b.height], [b.x + b.width, b.y + b.height]],
  };
  const [p, q, r, s] = sides[way];
  const middle = (m, n) => m.map((v, k) => (v + n[k]) / 2);
  if (thin) return `M${middle(p, q)}L${middle(r, s)}`;
  return `M${p}L${r}M${q}L${s}`;
}

// Which way lines go between the panels, forward; backward it is the other way round.
const CONV_WAYS = {
  row: { in: "right", out: "right" },
  triangle: { in: "down", out: "up" },
  column: { in: "down", out: "down" },
};
const CONV_OPPOSITE = { right: "left", left: "right", up: "down", down: "up" };
