// What is lit in the picture of a convolution, forward and backward, and the same in words and as a sum.

// ---- the window of a pixel of y, and the pixels of y whose windows hold a pixel of x --------------------------

function convolutionWindow({ rule }, panels, seen, [i, j]) {
  const { layout, ring, y } = panels;
  const p = rule.padding;
  const [top, left] = rule.starts(i, j).map((k) => k + p);
  const window = ring.box(top, left, ...rule.span);
  const pixel = y.box(i, j);
  const ways = CONV_WAYS[layout.kind];
  return [
    svg("path", { d: convolutionWires(window, panels.filter.whole, ways.in), class: "ngt-conv-wire" }),
    svg("path", { d: convolutionWires(panels.filter.whole, pixel, ways.out), class: "ngt-conv-wire" }),
    ...seen.map((w) => svg("rect", { ...ring.box(w.row + p, w.column + p), class: "ngt-conv-seen" })),
    svg("rect", { ...window, rx: 3, class: "ngt-conv-window" }),
    svg("rect", { ...pixel, class: "ngt-conv-chosen" }),
  ];
}

function convolutionSenders({ filter, dy }, panels, senders, [row, column]) {
  const { layout, x, y } = panels;
  const ways = CONV_WAYS[layout.kind];
  const target = x.box(row, column);
  const shares = senders.map((s) => Math.abs(dy[s.i][s.j] * filter[s.a][s.b]));
  const largest = Math.max(...shares) || 1;
  const parts = [];
  senders.forEach((s, k) => {
    const [from, by] = [y.box(s.i, s.j), panels.filter.box(s.a, s.b)];
    const d = convolutionWires(from, by, CONV_OPPOSITE[ways.out], true) + convolutionWires(by, target, CONV_OPPOSITE[ways.in], true);
    const strong = { "stroke-width": (0.8 + (2 * shares[k]) / largest).toFixed(2), opacity: shares[k] ? 0.85 : 0.35 };
    parts.push(svg("path", { d, class: "ngt-conv-wire", "data-phase": "adjoint", ...strong }));
  });
  for (const s of senders) {
    parts.push(svg("rect", { ...y.box(s.i, s.j), class: "ngt-conv-sender" }), svg("rect", { ...panels.filter.box(s.a, s.b), class: "ngt-conv-sender" }));
  }
  parts.push(svg("rect", { ...target, class: "ngt-conv-chosen" }));
  return parts;
}

// ---- the sum, written out -----------------------------------------------------------------------------------------

const convolutionFactor = (v) => (v < 0 ? `(${shortNumber(v, 3)})` : shortNumber(v, 3));

// "13*1 + 8*(-2) + ... = -3", in parts, those with the padding or with 0 in grey.   terms: [a, b, is it quiet?]
function convolutionTerms(name, terms, result) {
  const parts = [h("b", {}, `${name} = `)];
  terms.forEach(([a, b, quiet], k) => {
    parts.push(k ? " + " : "", h("span", { class: quiet ? "ngt-conv-quiet" : null }, `${k ? convolutionFactor(a) : shortNumber(a, 3)}*${convolutionFactor(b)}`));
  });
  parts.push(terms.length ? " = " : "", h("b", {}, shortNumber(result)));
  return parts;
}

function convolutionProducts({ x, filter, y, rule }, [i, j]) {
  const terms = rule.window(i, j).map((w) => {
    const seen = w.inside ? x[w.row][w.column] : 0;
    return [seen, filter[w.a][w.b], !(seen * filter[w.a][w.b])];
  });
  return convolutionTerms(`y[${i}, ${j}]`, terms, y[i][j]);
}

function convolutionReceived({ dx, dy, filter, rule }, [row, column]) {
  const terms = rule.senders(row, column).map((s) => [dy[s.i][s.j], filter[s.a][s.b], !(dy[s.i][s.j] * filter[s.a][s.b])]);
  return convolutionTerms(`dx[${row}, ${column}]`, terms, dx[row][column]);
}

// ---- in words -------------------------------------------------------------------------------------------------------

// The twin of Convolution._sentence, in convolution.py.
function convolutionSentence({ y, dx, rule, backward, pixel: [i, j], source: [r, c] }) {
  if (backward) {
    const senders = rule.senders(r, c).length;
    const value = `dx[${r}, ${c}] = ${shortNumber(dx[r][c])}`;
    if (!senders) return `${value}: no window holds x[${r}, ${c}], so nobody sends it an adjoint.`;
    const many = senders > 1 ? `${senders} pixels of y` : "one pixel of y";
    return `${value}: x[${r}, ${c}] lies in the windows of ${many}, and ${senders > 1 ? "each of them" : "it"} sends dy times the element that met it.`;
  }
  const window = rule.window(i, j);
  const outside = window.filter((w) => !w.inside).length;
  const [row, column] = [i, j].map((k, axis) => `${k}*${rule.stride} - ${rule.padding} = ${rule.starts(i, j)[axis]}`);
  const zeros = outside ? `; ${outside} of them meet the padding, 0` : "";
  return `y[${i}, ${j}] = ${shortNumber(y[i][j])} is the sum of ${window.length} products: its window begins at row ${row}, column ${column}${zeros}.`;
}

function convolutionAlternative({ rule, kind }, backward) {
  const [x, y] = [rule.shape, rule.places].map((n) => n.join(" by "));
  if (backward) return `Left dx, the adjoint of x, ${x}; in the middle the filter, ${kind}; right dy, ${y}. Lines go from the pixels that send an adjoint, through the element of the filter, to the chosen pixel.`;
  return `Left x, ${x}, in a ring of padding; in the middle the filter, ${kind}; right y, ${y}. The window of the chosen pixel is framed.`;
}

// The Python that computes what is seen.
function convolutionCode(model, { x, filter, rule }) {
  const rows = (m) => `[${m.map((row) => `[${row.join(", ")}]`).join(",\n     ")}]`;
  const digit = model.get("digit");
  const image = digit < 0 ? `np.float32(\n    ${rows(x)})` : `np.float32(ng.load_data("digits").test_images[${digit}])`;
  const settings = ["stride", "padding", "dilation"].map((name) => `${name === "stride" ? "strides" : name}=${model.get(name)}`).join(", ");
  const [[i, j], [r, c]] = [model.get("pixel"), model.get("source")];
  const loss = model.get("loss") === 0 ? "ng.sum(y * y) / 2" : "ng.sum(y)";
  return `import numpy as np
import ngteach as ng

x = ${image}[None, None]
f = np.float32(
    ${rows(filter)})[None, None]

def loss(x):
    y = ng.convolution(x, f, ${settings})
    return ${loss}

y = ng.convolution(x, f, ${settings})
dx = ng.grad(loss)(x)
print(y[0, 0, ${i}, ${j}], dx[0, 0, ${r}, ${c}])
`;
}
