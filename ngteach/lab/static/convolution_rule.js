// Which numbers of x a window holds, and in which windows a number of x lies: the twin of convolution_rule.py.

// shape, size: [rows, columns] of x and of the filter.
function convolutionRule(shape, size, { stride, padding, dilation }) {
  const span = size.map((k) => (k - 1) * dilation + 1);
  const places = shape.map((n, axis) => Math.floor((n + 2 * padding - span[axis]) / stride) + 1);
  const elements = [];
  for (let a = 0; a < size[0]; a++) for (let b = 0; b < size[1]; b++) elements.push([a, b]);
  const starts = (i, j) => [i * stride - padding, j * stride - padding];

  const inside = (row, column) => row >= 0 && row < shape[0] && column >= 0 && column < shape[1];

  // What place (i, j) of y sees: {row, column, a, b, inside} for each element [a, b] of the filter.
  function window(i, j) {
    const [top, left] = starts(i, j);
    return elements.map(([a, b]) => {
      const [row, column] = [top + a * dilation, left + b * dilation];
      return { row, column, a, b, inside: inside(row, column) };
    });
  }
  // Whose windows hold x[row, column]: {i, j, a, b} for each.
  function senders(row, column) {
    const found = [];
    for (const [a, b] of elements) {
      const [i, j] = [(row + padding - a * dilation) / stride, (column + padding - b * dilation) / stride];
      const there = Number.isInteger(i) && Number.isInteger(j) && i >= 0 && j >= 0 && i < places[0] && j < places[1];
      if (there) found.push({ i, j, a, b });
    }
    return found.sort((p, q) => p.i - q.i || p.j - q.j);
  }
  // Why there is no such convolution, in one sentence; "" if there is.
  function impossible() {
    const axis = places.findIndex((n) => n < 1);
    if (axis < 0) return "";
    const word = ["rows", "columns"][axis];
    const wide = dilation > 1 ? `(${size[axis]} - 1) * ${dilation} + 1 = ${span[axis]}` : span[axis];
    const there = padding ? `${shape[axis]} + 2*${padding} = ${shape[axis] + 2 * padding}` : shape[axis];
    return `The window spans ${wide} ${word}, but the input with its padding has only ${there}: it fits nowhere.`;
  }
  // The size of y with numbers, as a student would compute it.
  function formula() {
    const each = shape.map((n, axis) => `(${n} + 2*${padding} - ${span[axis]}) // ${stride} + 1 = ${places[axis]}`);
    const spans = dilation > 1 ? `span (${size[0]} - 1)*${dilation} + 1 = ${span[0]};  ` : "";
    return each[0] === each[1] ? `${spans}rows and columns of y: ${each[0]}` : `${spans}rows of y: ${each[0]};  columns: ${each[1]}`;
  }
  return { stride, padding, dilation, shape, size, span, places, starts, inside, window, senders, impossible, formula };
}
