// What an element is made of, by the rules of lab/widgets/made_of.py, and the sum or the product written out.

// For each operand: the numbers (as counted in its sample) that element k of a value is made of.
//   null: it is made of all of it, and nobody knows better;  [] with `missing`: what it is made of was not sampled
// Returns [{value, numbers, total, missing}]; total counts those that were not sampled as well.
function madeOf(values, value, k) {
  const place = placeOf(value, k);
  const operands = value.of.map((i) => values[i]);
  const rules = value.rules === "same" || !value.rules ? operands.map((x) => x.shape.map((_, a) => a)) : value.rules;
  return operands.map((x, i) => {
    const rule = rules[i];
    if (rule === "all") return { value: x, numbers: null, total: x.size };
    if (rule === "none") return { value: x, numbers: [], total: 0, unused: true };
    if (rule === "flat") {
      const n = flat(x, flatNumber(value.shape, place));
      return { value: x, numbers: n < 0 ? [] : [n], total: 1 };
    }
    const found = walkAxes(rule, x, place, operands, value.shape);
    return { value: x, ...found };
  });
}

function flatNumber(shape, place) {
  return place.reduce((n, p, a) => n * shape[a] + p, 0);
}

// The number in the sample of x of the element that is n-th in x, counted row by row; -1 if it was not sampled.
function flat(x, n) {
  const place = [];
  for (let a = x.shape.length; a--; ) {
    place[a] = n % x.shape[a];
    n = Math.floor(n / x.shape[a]);
  }
  return numberAt(x, place);
}

// All places that the rules of the axes allow, as numbers in the sample; total says how many there are with the others.
function walkAxes(rule, x, o, operands, shape) {
  const numbers = [];
  let total = 0;
  let unknown = false;
  function go(axis, i, sampled, share) {
    if (axis === rule.length) {
      total += share;
      if (sampled) numbers.push(numberAt(x, i));
      return;
    }
    const along = placesAlong(rule[axis], axis, x, o, i, operands, shape);
    if (along === null) return (unknown = true);
    const [places, of] = along;
    if (places === "all") {
      // the sampled ones alone are walked; each stands for as many as it is one of
      const step = x.steps[axis];
      const count = x.counts[axis];
      for (let p = 0; p < count; p++) go(axis + 1, [...i, p * step], sampled, (share * x.shape[axis]) / count);
      return;
    }
    for (const p of places) if (p >= 0 && p < of) go(axis + 1, [...i, p], sampled && p % x.steps[axis] === 0, share);
  }
  go(0, [], true, 1);
  return { numbers: unknown ? null : numbers, total: Math.round(total) };
}

// [places, size] along an axis of an operand; null if they hang on numbers that were not sampled.
function placesAlong(part, axis, x, o, i, operands, shape) {
  const size = x.shape[axis];
  if (Number.isInteger(part)) return [[o[part]], size];
  if (part === "*") return ["all", size];
  const [word, ...rest] = part;
  if (word === "line") return [[rest[1].reduce((p, [a, step]) => p + step * o[a], rest[0])], size];
  if (word === "upto") return [Array.from({ length: o[rest[0]] + 1 }, (_, p) => p), size];
  if (word === "back") {
    const [a, start, step, b, apart] = rest;
    const far = o[a] - start - (b >= 0 ? apart * i[b] : 0);
    return [far % step === 0 ? [far / step] : [], size];
  }
  if (word === "value") {
    const p = wholeAt(operands[rest[0]], o.slice(0, rest[1]));
    return p === null ? null : [[p < 0 ? p + size : p], size];
  }
  const hit = (p) => rest[0].every(([k, a]) => {
    const v = wholeAt(operands[k], [...i, p]);
    return v !== null && (v < 0 ? v + shape[a] : v) === o[a];
  });
  if (rest[0].some(([k]) => operands[k].isSampled || !operands[k].isKnown)) return null;
  return [Array.from({ length: size }, (_, p) => p).filter(hit), size];
}

// The number of an index, broadcast to this place.
function wholeAt(x, place) {
  const own = place.slice(place.length - x.shape.length).map((p, a) => (x.shape[a] === 1 ? 0 : p));
  const k = numberAt(x, own);
  return k < 0 || !x.isKnown ? null : x.numbers()[k];
}

// ---- in words ---------------------------------------------------------------

const SYMBOLS = { add: "+", subtract: "−", multiply: "·", divide: "/" };
const COPIES = new Set(["broadcast", "reshape", "transpose", "slice", "embed", "join", "identity", "stop_gradient", "gather",
  "convert", "windows", "watch", "optimization_barrier", "custom_vjp"]);
const SHOWN = 3; // terms of a long sum that are written out

function elementName(value, k) {
  const place = placeOf(value, k);
  return place.length ? `${value.name}[${place.join(",")}]` : value.name;
}

// "h[2,5] = 0.31 = 0.2·1.5 + 0.1·0.4 + … (16 products)"
function makingText(value, k, parts) {
  const x = value.numbers()[k];
  const head = `${elementName(value, k)} = ${numberText(x, value)}`;
  if (!value.of.length) return value.made ? `${head}, a constant` : `${head}, an input`;
  const used = parts.filter((part) => !part.unused);
  if (used.some((part) => part.numbers === null)) {
    const all = used.filter((part) => part.numbers === null).map((part) => part.value.name);
    return `${head}: ${value.op} made it of all of ${[...new Set(all)].join(" and ")}`;
  }
  const wrap = (number) => (number < 0 ? `(${numberText(number)})` : numberText(number));
  const read = (part) => part.numbers.map((n) => part.value.numbers()[n]);
  const away = used.find((part) => part.total && (!part.value.isKnown || !part.numbers.length));
  if (away) return `${head}: ${value.op} made it of numbers of ${away.value.name} that this film does not hold`;
  const columns = used.map(read);
  if ((value.op === "dot" || value.op === "batch_dot") && columns.length === 2) return `${head} = ${products(used, columns, wrap)}`;
  if (value.op in SYMBOLS && columns.every((c) => c.length === 1)) return `${head} = ${numberText(columns[0][0])} ${SYMBOLS[value.op]} ${wrap(columns[1][0])}`;
  if (COPIES.has(value.op)) {
    const from = used.find((part) => part.numbers.length);
    return from ? `${head}: it is ${elementName(from.value, from.numbers[0])}` : `${head}: nothing was put there`;
  }
  if (value.op === "sum" || value.op === "add_windows") return `${head} = ${cut(columns[0].map(wrap), " + ", used[0].total, "numbers")}`;
  const inside = columns.map((c, i) => cut(c.map((n) => numberText(n, used[i].value)), ", ", used[i].total, "numbers"));
  return `${head} = ${value.op}(${inside.join(", ")})`;
}

// The largest products first, for they make the sum.
function products([left, right], [a, b], wrap) {
  const at = new Map(right.numbers.map((n, i) => [inner(right.value, n, "left"), b[i]]));
  const both = left.numbers.map((n, i) => [a[i], at.get(inner(left.value, n, "right"))]).filter((pair) => pair[1] !== undefined);
  const sorted = both.sort((p, q) => Math.abs(q[0] * q[1]) - Math.abs(p[0] * p[1]));
  const known = both.length < left.total ? `, of which ${both.length} are sampled` : "";
  return cut(sorted.map(([p, q]) => `${wrap(p)}·${wrap(q)}`), " + ", left.total, "products", known);
}

// The place along the axis that is added up: the last of the left operand, the last but one of the right one.
function inner(value, n, other) {
  const place = placeOf(value, n);
  return other === "right" ? place.at(-1) : (place.at(-2) ?? place.at(-1));
}

function cut(terms, between, total, word, more = "") {
  if (total <= SHOWN && terms.length === total) return terms.join(between);
  if (terms.length <= SHOWN + 1 && terms.length === total) return terms.join(between);
  return `${terms.slice(0, SHOWN).join(between)}${between}… (${total.toLocaleString("en")} ${word}${more})`;
}
