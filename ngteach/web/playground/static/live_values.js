// The values of a graph as value_card.js and value_picture.js take them, filled anew whenever the trainer tells of them.

// Ops of which each element is made of those at its own place, for graphs of which nothing else is known.
const PLACEWISE = new Set("add subtract multiply divide negative maximum minimum abs sign exp log sqrt sin cos tanh sigmoid relu softplus where mask power equal not_equal less less_equal greater greater_equal logical_and logical_or logical_not convert".split(" "));

// liveValues(graph, {phases, kinds, rules}) -> records, those of the inputs first.   graph: as JSON has it
//   a record has refill(numbers) and setRange(low, high) besides what values.js tells of
function liveValues({ inputs, equations }, { phases = "", kinds = [], rules = [] } = {}) {
  const number = new Map();
  const values = inputs.map(([name, type]) => record(name, type, {}));
  equations.forEach(({ output: [name, type], op, inputs: from, params = {} }, i) => {
    values.push(record(name, type, {
      op, made: i + 1, phase: PHASES[phases[i]] ?? "forward", of: from.map((x) => number.get(x)),
      rules: kinds[rules[i]] ?? (PLACEWISE.has(op) ? "same" : from.map(() => "all")), params: paramsText(op, params),
    }));
  });
  return values;

  function record(name, type, more) {
    const shape = type.match(/\[(.*)\]/)[1].split(",").filter(Boolean).map(Number);
    number.set(name, number.size);
    return liveValue(name, type, shape, { ...more, look: lookOf(name, shape) });
  }
}

function liveValue(name, type, shape, more) {
  let numbers = null;
  const value = {
    name, type, shape, size: shape.reduce((a, b) => a * b, 1), isWhole: !/^f\d/.test(type),
    op: "", made: 0, phase: "input", of: [], rules: "same", params: "", place: "", line: "", bytes: 0, last: -1, kept: -1,
    starts: false, steps: shape.map(() => 1), counts: shape, isSampled: false, isKnown: false,
    facts: { low: "", high: "", mean: "", zeros: 0, nan: 0, infinite: 0 }, range: [NaN, NaN], ...more,
    numbers: () => numbers ?? [],
    refill(next) {
      numbers = Array.from(next, value.isWhole ? Number : (x) => Number(x.toPrecision(4)));
      value.isKnown = true;
      value.facts = factsOfNumbers(numbers);
    },
  };
  return value;
}

function factsOfNumbers(numbers) {
  let [low, high, total, count, zeros, nan, infinite] = [Infinity, -Infinity, 0, 0, 0, 0, 0];
  for (const x of numbers) {
    if (x === 0) zeros++;
    if (Number.isNaN(x)) nan++;
    else if (!Number.isFinite(x)) infinite++;
    else [low, high, total, count] = [Math.min(low, x), Math.max(high, x), total + x, count + 1];
  }
  const text = (x) => (count ? fewDigits(x, 3) : "");
  return { low: text(low), high: text(high), mean: text(total / count), zeros, nan, infinite };
}

// Rows of 64 numbers are digits, and so are the columns of what is multiplied by them.
function lookOf(name, shape) {
  if (shape.length !== 2 || !shape.includes(64)) return "";
  const side = shape[1] === 64 ? "rows" : "columns";
  return name === "x" ? `ink ${side}` : side;
}

function paramsText(op, params) {
  const text = (value) => {
    if (Array.isArray(value)) return value.length === 1 ? `(${text(value[0])},)` : `(${value.map(text).join(", ")})`;
    if (typeof value === "number") return String(Number(value.toPrecision(7))); // the digits that f32 has
    return typeof value === "boolean" ? (value ? "True" : "False") : String(value);
  };
  const value = (v) => (op === "constant" && Array.isArray(v) && v.length === 1 ? text(v[0]) : text(v));
  return Object.entries(params).map(([name, v]) => `${name}=${value(v)}`).join(", ").slice(0, 300);
}

// "−0.31 … 0.9", or the number itself.
function rangeText([low, high]) {
  const short = (x) => numberText(Number(x.toPrecision(2)));
  if (low === undefined) return "";
  if (Number.isNaN(low)) return "NaN";
  if (low > high) return "";
  return low === high ? short(low) : `${short(low)} … ${short(high)}`;
}
