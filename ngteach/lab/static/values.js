// Pictures of values: digits as digits, a matrix as a heat map, a vector as bars, a number as itself.

// ---- records ----------------------------------------------------------------

// The values of a film, in the order in which they are computed; those of the inputs first.
//   {name, type, op, phase, rules, place, line, of, params, bytes, made, last, kept, facts, starts, shape, steps, counts, look}
// and numbers(), which are read only when somebody looks.   made: the state in which it is new; 0 for an input.
function valuesOf(film, fields, tables) {
  return film.flatMap((state, made) => state.new.map((record) => valueOf(record, made, fields, tables)));
}

function valueOf(record, made, fields, tables) {
  const parts = record.split("|");
  const r = Object.fromEntries(fields.map((field, i) => [field, parts[i]]));
  r.name = parts.slice(fields.length - 1).join("|");
  const number = (field) => (r[field] === "" ? -1 : Number(r[field]));
  const [type, size] = tables.types[r.type];
  const shape = type.match(/\[(.*)\]/)[1].split(",").filter(Boolean).map(Number);
  const [place, line] = tables.lines[r.line] ?? ["", ""];
  const value = {
    name: r.name, type, made, place, line, params: r.params, op: tables.ops[r.op] ?? "", phase: PHASES[r.phase] ?? "input",
    rules: tables.rules[r.rules], of: r.of ? r.of.split(" ").map(Number) : [], bytes: r.view ? 0 : size,
    last: number("last"), kept: number("kept"), starts: r.starts === "1", facts: factsOf(r.facts),
    shape, size: shape.reduce((a, b) => a * b, 1), isWhole: !/^f\d/.test(type), fill,
  };
  // What is known of its numbers: in the film of a very long graph nothing, until somebody asks for them.
  function fill(look, steps, numbers) {
    let read = null;
    value.look = look;
    value.steps = steps ? steps.split(" ").map(Number) : shape.map(() => 1);
    value.counts = shape.map((n, a) => Math.ceil(n / value.steps[a]));
    value.isSampled = value.steps.some((k) => k > 1);
    value.isKnown = numbers !== "" || shape.includes(0);
    value.numbers = () => (read ??= numbers ? numbers.split(" ").map(numberOf) : []);
  }
  fill(r.look, r.steps, r.numbers);
  return value;
}

// The values of another film of the same graph, put into those that are shown.
function renew(values, film, fields, tables) {
  valuesOf(film, fields, tables).forEach((other, i) => Object.assign(values[i], { ...other, fill: values[i].fill }));
}

function factsOf(text) {
  const [low, high, mean, zeros = 0, nan = 0, infinite = 0] = text.split(" ");
  return { low, high, mean, zeros: Number(zeros), nan: Number(nan), infinite: Number(infinite) };
}

function numberOf(text) {
  const word = { nan: NaN, inf: Infinity, "-inf": -Infinity }[text];
  return word ?? Number(text);
}

// As it is written in a picture: 0.31, 1.2e-5, NaN.
function numberText(x, value) {
  if (Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x < 0 ? "−∞" : "∞";
  if (value?.type.startsWith("bool")) return x ? "True" : "False";
  const large = Math.abs(x) >= 1e6 || (x && Math.abs(x) < 1e-3);
  const text = large && !value?.isWhole ? x.toExponential().replace("e+", "e") : String(x);
  return text.replace("-", "−");
}

// "sampled: every 8th row and every 32nd column", or "".
function sampledText(value) {
  if (!value.isSampled) return "";
  const n = value.shape.length;
  const axis = (a) => (a === n - 1 ? (n === 1 ? "number" : "column") : a === n - 2 ? "row" : `place on axis ${a}`);
  const each = value.steps.flatMap((k, a) => (k > 1 ? [`every ${ordinal(k)} ${axis(a)}`] : []));
  return `sampled: ${each.join(" and ")}`;
}

function ordinal(k) {
  return k === 2 ? "2nd" : k % 10 === 2 && k % 100 !== 12 ? `${k}nd` : `${k}th`;
}

// ---- where each number is in its picture ----------------------------------------

// The plan of a value's picture, in cells: {kind, wide, high, tiles, left out, at(k) -> [x, y], k(x, y) -> number or -1}.
// k counts the numbers that there are, row by row.   wide, high: the room, in px; tiles are laid out to fill it.
function planOf(value, wide, high, least = 14) {
  const counts = value.counts.filter((n) => n > 1);
  const size = value.counts.reduce((a, b) => a * b, 1);
  if (!value.isKnown || !size) return { kind: "none", wide: 1, high: 1 };
  const pixels = value.look.includes("rows") ? value.counts[1] : value.look.includes("columns") ? value.counts[0] : 0;
  if (!pixels && !counts.length) return { kind: "number", wide: 1, high: 1, at: () => [0, 0], k: () => 0 };
  if (!pixels && counts.length === 1)
    return { kind: "bars", wide: size, high: 1, at: (k) => [k, 0], k: (x) => x };
  const side = Math.sqrt(pixels);
  const rows = pixels ? side : counts.at(-2);
  const columns = pixels ? side : counts.at(-1);
  const all = size / (rows * columns);
  const gap = all === 1 ? 0 : Math.max(rows, columns) > 16 ? 2 : 1;
  const scale = (n, across) => {
    const down = Math.ceil(n / across);
    return Math.min(wide / (across * (columns + gap) - gap), high / (down * (rows + gap) - gap));
  };
  const best = (n) => Array.from({ length: n }, (_, i) => i + 1).reduce((a, b) => (scale(n, b) > scale(n, a) ? b : a), 1);
  let tiles = all;
  while (tiles > 1 && scale(tiles, best(tiles)) * Math.max(rows, columns) < least) tiles--;
  const across = best(tiles);
  const down = Math.ceil(tiles / across);
  const byColumn = value.look.includes("columns");
  function at(k) {
    const tile = byColumn ? k % all : Math.floor(k / (rows * columns));
    const inside = byColumn ? Math.floor(k / all) : k % (rows * columns);
    if (tile >= tiles) return null;
    const [i, j] = [Math.floor(tile / across), tile % across];
    return [j * (columns + gap) + (inside % columns), i * (rows + gap) + Math.floor(inside / columns)];
  }
  function k(x, y) {
    const [j, i] = [Math.floor(x / (columns + gap)), Math.floor(y / (rows + gap))];
    const [c, r] = [x - j * (columns + gap), y - i * (rows + gap)];
    const tile = i * across + j;
    if (x < 0 || y < 0 || j >= across || tile >= tiles || c >= columns || r >= rows) return -1;
    return byColumn ? (r * columns + c) * all + tile : tile * rows * columns + r * columns + c;
  }
  return { kind: "map", wide: across * (columns + gap) - gap, high: down * (rows + gap) - gap, tiles, all, gap, at, k };
}

// The place in the array of the number k: [row, column, ...].
function placeOf(value, k) {
  const place = [];
  for (let a = value.counts.length; a--; ) {
    place[a] = (k % value.counts[a]) * value.steps[a];
    k = Math.floor(k / value.counts[a]);
  }
  return place;
}

// The other way round; -1 if that place was not sampled.
function numberAt(value, place) {
  let k = 0;
  for (let a = 0; a < place.length; a++) {
    if (place[a] % value.steps[a]) return -1;
    k = k * value.counts[a] + place[a] / value.steps[a];
  }
  return k;
}

// ---- colours ----------------------------------------------------------------

// The strongest colour is the largest magnitude of the whole array.
function strongest(value) {
  const ends = [value.facts.low, value.facts.high].map((end) => Math.abs(Number(end)));
  return Math.max(...ends.filter(Number.isFinite), 0) || 1;
}

// [red, green, blue]: blue is negative, white 0, orange positive; a digit is drawn in ink.
function colourOf(x, most, isInk) {
  if (Number.isNaN(x)) return HEAT.nan;
  if (!Number.isFinite(x)) return HEAT.infinite;
  const share = Math.min(Math.abs(x) / most, 1);
  const end = isInk ? HEAT.infinite : x < 0 ? HEAT.below : HEAT.above;
  return end.map((c) => Math.round(255 + share * (c - 255)));
}

// The picture, one pixel for each number, as the URL of a PNG; between tiles it is clear.
let easel = null; // one canvas for all: the browser takes long to make one
function pixelsOf(value, plan) {
  easel ??= h("canvas");
  easel.width = plan.wide;
  easel.height = plan.high;
  const context = easel.getContext("2d", { willReadFrequently: true });
  const image = context.createImageData(plan.wide, plan.high);
  const most = strongest(value);
  const isInk = value.look.startsWith("ink");
  value.numbers().forEach((x, k) => {
    const at = plan.at(k);
    if (!at) return;
    image.data.set([...colourOf(x, most, isInk), 255], 4 * (at[1] * plan.wide + at[0]));
  });
  context.putImageData(image, 0, 0);
  return easel.toDataURL();
}
