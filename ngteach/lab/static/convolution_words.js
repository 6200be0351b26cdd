// What the convolution widget shows, as numbers and in words.

// From the traits: {x, filter, kind, y, dy, dx, rule, backward, pixel, source, parts}.
function convolutionShown(get) {
  const one = get("filters")[get("filter")];
  const [x, filter, shown] = [matrixOf(get("x")), matrixOf(one.values), get("film")[get("state")]];
  const size = (values) => [values.length, values[0].length];
  const rule = convolutionRule(size(x), size(filter), { stride: get("stride"), padding: get("padding"), dilation: get("dilation") });
  const y = matrixOf(shown.y);
  const dy = get("loss") === 0 ? y : y.map((row) => row.map(() => 1));
  const inside = (place, limits) => place.map((k, axis) => Math.max(0, Math.min(limits[axis] - 1, k)));
  const places = { pixel: inside(get("pixel"), rule.places), source: inside(get("source"), rule.shape) };
  const now = { x, filter, kind: one.kind, y, dy, dx: matrixOf(shown.dx[get("loss")]), rule, backward: get("backward"), ...places };
  return { ...now, parts: convolutionParts(now) };
}

// The products that make the chosen pixel, {row, column} of x, {a, b} of f, {i, j} of y, and their factors {u, v}:
// forward what its window holds; backward who sends it an adjoint.
function convolutionParts({ x, filter, dy, rule, backward, pixel: [i, j], source: [row, column] }) {
  if (backward) return rule.senders(row, column).map((s) => ({ ...s, row, column, inside: true, u: dy[s.i][s.j], v: filter[s.a][s.b] }));
  return rule.window(i, j).map((w) => ({ ...w, i, j, u: w.inside ? x[w.row][w.column] : 0, v: filter[w.a][w.b] }));
}

const convolutionFactor = (v) => (v < 0 ? `(${fewDigits(v, 3)})` : fewDigits(v, 3));

const convolutionName = ({ backward, pixel, source }) => (backward ? `dx[${source.join(", ")}]` : `y[${pixel.join(", ")}]`);
const convolutionValue = ({ backward, dx, y, pixel: [i, j], source: [r, c] }) => (backward ? dx[r][c] : y[i][j]);

// One product in words.
function convolutionProduct(now, k) {
  const t = now.parts[k];
  const first = now.backward ? `dy[${t.i}, ${t.j}]` : t.inside ? `x[${t.row}, ${t.column}]` : "padding";
  const product = `${convolutionFactor(t.u)}*${convolutionFactor(t.v)} = ${fewDigits(t.u * t.v)}`;
  return `Product ${k + 1} of the ${now.parts.length} in ${convolutionName(now)}: ${first} * f[${t.a}, ${t.b}] = ${product}.`;
}

// The twin of Convolution._sentence, in convolution.py.
function convolutionSentence(now) {
  const { rule, backward, parts, pixel: [i, j], source: [r, c] } = now;
  const value = `${convolutionName(now)} = ${shortNumber(convolutionValue(now))}`;
  const n = parts.length;
  if (backward && !n) return `${value}: no window holds x[${r}, ${c}], so nobody sends it an adjoint.`;
  if (backward) {
    const many = n > 1 ? `${n} pixels of y` : "one pixel of y";
    return `${value}: x[${r}, ${c}] lies in the windows of ${many}, and ${n > 1 ? "each of them" : "it"} sends dy times the element that met it.`;
  }
  const outside = parts.filter((t) => !t.inside).length;
  const [row, column] = [i, j].map((k, axis) => `${k}*${rule.stride} - ${rule.padding} = ${rule.starts(i, j)[axis]}`);
  const zeros = outside ? `; ${outside} of them meet the padding, 0` : "";
  return `${value} is the sum of ${n} products: its window begins at row ${row}, column ${column}${zeros}.`;
}

function convolutionAlternative({ rule, kind, backward }) {
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
