// A drawing of 32 x 32 points becomes a picture of 8 x 8 counts: what data/bitmaps.py does, point for point.
// A bitmap is an array of its rows, each of true and false.

const SIDE = 32;
const BLOCK = 4;
const CELLS = SIDE / BLOCK;
const [NARROW, WIDE] = [9, 22]; // how wide the bundled digits are, when they are 32 high
const STEEPEST = 0.7; // columns a row: what leans more than that was meant to lie

const emptyBitmap = (width = SIDE) => Array.from({ length: SIDE }, () => Array(width).fill(false));
const bitmapOfText = (ink) => Array.from({ length: SIDE }, (_, i) => [...ink.slice(i * SIDE, (i + 1) * SIDE)].map((b) => b === "1"));
const textOfBitmap = (bitmap) => bitmap.map((row) => row.map((b) => (b ? "1" : "0")).join("")).join("");
const inkOf = (bitmap) => bitmap.flatMap((row, y) => row.flatMap((on, x) => (on ? [[y, x]] : [])));

// How many points of each 4 x 4 block are inked: 64 numbers from 0 to 16.
function counts(bitmap) {
  const found = Array(CELLS * CELLS).fill(0);
  for (const [y, x] of inkOf(bitmap)) found[Math.floor(y / BLOCK) * CELLS + Math.floor(x / BLOCK)]++;
  return found;
}

// As the graph is to get it: upright, stretched to the height of the pad, and in its middle.
function readable(bitmap) {
  return centred(upright(bitmap));
}

// Each row is shifted, so that the ink leans to neither side.
function upright(bitmap) {
  const ink = inkOf(bitmap);
  const total = (f) => ink.reduce((sum, [y, x]) => sum + f(y, x), 0); // of whole numbers, so that it is exact
  const [n, ys, xs] = [ink.length, total((y) => y), total((_, x) => x)];
  const spread = n * total((y) => y * y) - ys * ys;
  if (!spread) return bitmap;
  const slope = (n * total((y, x) => y * x) - ys * xs) / spread;
  const lean = Math.min(Math.max(slope, -STEEPEST), STEEPEST);
  const reach = Math.ceil(STEEPEST * SIDE);
  const out = emptyBitmap(SIDE + 2 * reach);
  for (const [y, x] of ink) out[y][roundedToEven(x - lean * (y - ys / n)) + reach] = true;
  return out;
}

// Stretched to the height of the pad, and moved to its middle.
function centred(bitmap) {
  const ink = inkOf(bitmap);
  if (!ink.length) return emptyBitmap();
  const [top, bottom] = ends(ink.map(([y]) => y));
  const [first, last] = ends(ink.map(([, x]) => x));
  const [high, wide] = [bottom - top + 1, last - first + 1];
  const width = Math.min(Math.max(roundedToEven((wide * SIDE) / high), NARROW), WIDE);
  const left = Math.floor((SIDE - width) / 2);
  const out = emptyBitmap();
  for (let i = 0; i < SIDE; i++) {
    const row = bitmap[top + Math.floor(((i + 0.5) * high) / SIDE)];
    for (let j = 0; j < width; j++) out[i][left + j] = row[first + Math.floor(((j + 0.5) * wide) / width)];
  }
  return out;
}

// A bitmap whose counts are this picture: in each block those points are inked that lie nearest to the ink around it.
function bitmapOf(picture) {
  const cell = (i, j) => (i < 0 || j < 0 || i >= CELLS || j >= CELLS ? 0 : picture[i * CELLS + j]);
  const between = (at, value) => value(Math.floor(at)) + (at - Math.floor(at)) * (value(Math.floor(at) + 1) - value(Math.floor(at)));
  const place = (k) => (k + 0.5) / BLOCK - 0.5; // of a point among the centres of the cells
  const smooth = (y, x) => between(place(y), (i) => between(place(x), (j) => cell(i, j)));
  const out = emptyBitmap();
  for (let k = 0; k < CELLS * CELLS; k++) {
    const [top, left] = [Math.floor(k / CELLS) * BLOCK, (k % CELLS) * BLOCK];
    const points = Array.from({ length: BLOCK * BLOCK }, (_, m) => [top + Math.floor(m / BLOCK), left + (m % BLOCK)]);
    const near = points.map(([y, x]) => ({ y, x, ink: smooth(y, x) })).sort((a, b) => b.ink - a.ink);
    for (const { y, x } of near.slice(0, picture[k])) out[y][x] = true;
  }
  return out;
}

function ends(numbers) {
  return [Math.min(...numbers), Math.max(...numbers)];
}

// 0.5 is 0 and 1.5 is 2, as Python rounds.
function roundedToEven(x) {
  const below = Math.floor(x);
  return x - below === 0.5 ? below + (below % 2 ? 1 : 0) : Math.round(x);
}
