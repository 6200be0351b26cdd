// Where the words of a plot can stand: near what they name, and where no line strikes them out; as label_places.py.

// place(words, size, spots) gives a label the freest of the spots it could take, [x, y, anchor] of its baseline.
//   lines: what is drawn, as points [x, y]; null interrupts a line   edges: {left, right, top, bottom} of the plot
function labelPlaces(lines, edges) {
  const points = lines.flatMap(densePoints);
  const taken = [];
  // How far the nearest line or label is, at most 12; negative if the box leaves the plot.
  function room([x0, y0, x1, y1]) {
    const out = Math.max(edges.left - x0, x1 - edges.right, edges.top - y0, y1 - edges.bottom, 0);
    if (out) return -out;
    const gap = (a, b, low, high) => Math.max(low - b, 0, a - high);
    const near = points.map(([x, y]) => Math.hypot(gap(x, x, x0, x1), gap(y, y, y0, y1)));
    const others = taken.map(([a, b, c, d]) => Math.hypot(gap(a, c, x0, x1), gap(b, d, y0, y1)));
    return Math.min(12, ...near, ...others);
  }
  function place(words, size, spots) {
    const boxes = spots.map((spot) => labelBox(words, size, ...spot));
    const rooms = boxes.map(room);
    const best = rooms.indexOf(Math.max(...rooms));
    taken.push(boxes[best]);
    return spots[best];
  }
  return { place };
}

function labelBox(words, size, x, y, anchor) {
  const wide = 0.6 * size * words.length; // a letter is about so wide
  const left = x - { start: 0, middle: wide / 2, end: wide }[anchor];
  return [left, y - 0.8 * size, left + wide, y + 0.2 * size];
}

// The points of a line with others between, 4 apart.
function densePoints(line) {
  return line.slice(1).flatMap((b, k) => {
    const a = line[k];
    if (!a || !b) return [];
    const n = Math.max(1, Math.ceil(Math.hypot(b[0] - a[0], b[1] - a[1]) / 4));
    return Array.from({ length: n + 1 }, (_, i) => [a[0] + ((b[0] - a[0]) * i) / n, a[1] + ((b[1] - a[1]) * i) / n]);
  });
}
