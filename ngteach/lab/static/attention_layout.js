// Where the parts of the attention picture lie, in so many pixels.

const LOOK = { arcs: 22, box: 104, high: 44, bars: 156, longest: 44, strip: 252 };
const LOOK_MAP = 276; // the side of the large map, for the longest names

//   n: positions of the name   most: positions of the longest one   layers, heads: how many small maps
function attentionLayout(width, n, layers, heads) {
  const step = Math.min(64, (width - 4) / n);
  const left = Math.max(2, (width - step * n) / 2);
  const strip = { step, left, middle: (i) => left + (i + 0.5) * step, box: Math.min(46, step - (step > 24 ? 6 : 2)) };
  const small = Math.max(26, Math.min(52, (Math.min(width, 300) - 40) / heads - 6, 230 / layers - 6));
  const grid = { small, gap: 6, width: 28 + heads * (small + 6), height: 44 + layers * (small + 6) };
  const mapOf = (room) => {
    const side = Math.min(LOOK_MAP, room - 34);
    return { cell: Math.min(44, Math.floor(side / n)), width: 30 + side, height: 66 + side };
  };
  const top = LOOK.strip;
  const below = (...parts) => Math.max(...parts.map((p) => p.top + p.height));
  const at = (part, x, y, more) => ({ ...part, left: x, top: y, ...more });
  const bars = (x, y, w) => ({ left: x, top: y, width: w, height: 240 });
  const map = mapOf(width);
  const one = at(grid, 2, top);
  if (width - grid.width - map.width >= 400) {
    const two = at(map, grid.width + 30, top);
    const three = bars(two.left + map.width + 34, top, width - two.left - map.width - 38);
    return { width, strip, grid: one, map: two, bars: three, height: below(one, two, three) };
  }
  if (width - map.width >= 400) {
    const two = at(map, width - map.width, top);
    const three = bars(2, below(one) + 4, width - map.width - 36);
    return { width, strip, grid: one, map: two, bars: three, height: below(one, two, three) };
  }
  if (width - grid.width >= 200) {
    const two = at(mapOf(width - grid.width - 24), grid.width + 24, top);
    const three = bars(2, below(one, two) + 6, width - 4);
    return { width, strip, grid: one, map: two, bars: three, height: below(three) };
  }
  const two = at(map, 2, below(one) + 10);
  const three = bars(2, below(two) + 6, width - 4);
  return { width, strip, grid: one, map: two, bars: three, height: below(three) };
}
