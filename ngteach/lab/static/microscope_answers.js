// What Python's microscope would answer, computed in the page: any element, in both precisions, by the function's graphs.

function answers(engine, live, state, tell) {
  const precisions = ["f32", "f64"].filter((p) => live.graphs[`watched ${p}`]);
  const found = precisions.map((p) => microscopePrecise(engine, live, p));
  const main = found.at(-1);
  const clamped = (k, n) => Math.min(Math.max(k, 0), n - 1);

  function ask(values) {
    const shown = state.element.replace(/\[[^[]*\]$/, ""); // the input of W0[3, 5]
    const chosen = main.adjoints.has(state.chosen) ? state.chosen : shown;
    const adjoint = main.adjoints.get(chosen);
    const moved = chosen !== shown && !("place" in values);
    const place = moved ? microscopeLargest(adjoint) : clamped(state.place, adjoint.length);
    const step = clamped(state.step, state.steps.length);
    const input = state.inputs.find((x) => x.name === chosen);
    const element = microscopeElement(chosen, place, input.type);
    tell({ chosen, place, step });
    if (chosen !== shown) tell(microscopeHeat(adjoint, input));
    if (element !== state.element) tell(look(chosen, place, element));
    tell({ status: state.film[step].sentence });
  }

  // The twin of Microscope._look.
  function look(chosen, place, element) {
    const truth = main.adjoints.get(chosen)[place];
    const curves = found.map((one) => microscopeCurve(one, chosen, place, state.steps, truth));
    const film = state.steps.map((_, step) => ({
      sentence: microscopeSentence(element, curves, state.steps, step),
      readings: curves.map((c) => microscopeReading(c, state.steps, step)),
    }));
    return { element, film, measured: curves.map(microscopeMeasured) };
  }

  return { ask };
}

// ---- the numbers: the twins of finite_differences.py --------------------------------------------------------------

// The function with all floats in this precision: {precision, adjoints: Map of the inputs' names, value, difference}.
function microscopePrecise(engine, live, precision) {
  const [watched, both] = ["watched", "adjoint"].map((kind) => engine.readGraph(live.graphs[`${kind} ${precision}`]));
  const round = precision === "f32" ? Math.fround : Number;
  const ops = live.facts.kinks[precision];
  const inputs = watched.inputs.map(({ type }, i) => {
    const array = engine.emptyArray(type);
    array.data.set(engine.numbersOf(live.arrays[`input ${i}`])); // rounds, where the user's floats are longer
    return array;
  });
  const [value, ...gradients] = engine.evaluate(both, inputs).map((y) => engine.numbersOf(y).slice());
  const floats = watched.inputs.filter(({ type }) => type.element === precision && type.size);
  const adjoints = new Map(floats.map(({ name }, k) => [name, gradients[k]]));
  const run = engine.compile(watched);

  // [the function's value, the sides] with h added to one element of an input.
  function at(name, place, h) {
    const { data } = inputs[watched.inputs.findIndex((x) => x.name === name)];
    const before = data[place];
    data[place] = before + round(h);
    const [[y], ...sides] = run(inputs).map((x) => engine.numbersOf(x).slice());
    data[place] = before;
    return [y, sides];
  }
  // The slope of the chord, in this precision; and the op whose kink lies between, or null.
  function difference(name, place, h) {
    const [[above, plus], [below, minus]] = [at(name, place, h), at(name, place, -h)];
    const crossed = ops.findIndex((_, k) => plus[k].some((side, i) => side !== minus[k][i]));
    return [round(round(above - below) / round(2 * round(h))), ops[crossed] ?? null];
  }
  return { precision, adjoints, value: value[0], difference };
}

function microscopeCurve({ precision, adjoints, value, difference }, name, place, steps, truth) {
  const pairs = steps.map((h) => difference(name, place, h));
  const differences = pairs.map(([slope]) => slope);
  const errors = differences.map((slope) => Math.abs(slope - truth));
  const best = errors.reduce((least, e, i) => (Number.isFinite(e) && !(errors[least] <= e) ? i : least), 0);
  const smallest = microscopeSpacing(value, precision);
  return { precision, adjoint: adjoints.get(name)[place], differences, kinks: pairs.map(([, op]) => op), errors, best, truth, smallest };
}

// The distance from a float to the next one, as np.spacing.
function microscopeSpacing(v, precision) {
  if (!Number.isFinite(v)) return NaN;
  const [digits, least] = precision === "f32" ? [23, -149] : [52, -1074];
  const power = ((new DataView(Float64Array.of(v).buffer).getUint16(6, true) >> 4) & 0x7ff) - 1023;
  return 2 ** Math.max(power - digits, least);
}

// Where an array is largest in magnitude; NaN counts as 0.
function microscopeLargest(numbers) {
  const size = (v) => Math.abs(v) || 0;
  return numbers.reduce((best, v, i) => (size(v) > size(numbers[best]) ? i : best), 0);
}

// ---- in words: the twins of microscope_words.py -------------------------------------------------------------------

// "W0[3, 5]".   type: "[784,600]"
function microscopeElement(name, place, type) {
  const shape = type.slice(1, -1).split(",").filter(Boolean).map(Number);
  const index = [];
  for (const n of shape.toReversed()) {
    index.unshift(place % n);
    place = Math.floor(place / n);
  }
  return index.length ? `${name}[${index.join(", ")}]` : name;
}

const microscopeBrief = (v) => (Number.isFinite(v) ? general(v, 2) : shortNumber(v));

function microscopeSentence(element, curves, steps, step) {
  const { truth, kinks } = curves.at(-1);
  const off = curves.map((c) => `${microscopeBrief(c.errors[step])} in ${c.precision}${microscopeWhy(c, step)}`).join(" and ");
  const said = `${element}: the adjoint is ${shortNumber(truth)}. Differences with h = ${microscopeBrief(steps[step])} are off by ${off}.`;
  if (kinks.every(Boolean)) return `${said} ${kinks[0]} is at its kink: the adjoint takes one slope, a difference the mean of both.`;
  return kinks[step] ? `${said} h reaches across the kink of ${kinks[step]}, and mixes two slopes.` : said;
}

function microscopeWhy({ kinks, errors, best }, step) {
  if (kinks[step] || errors[step] === 0) return "";
  return step < best ? " (rounding)" : step > best ? " (truncation)" : " (its best)";
}

function microscopeReading({ precision, adjoint, differences, errors, best }, steps, step) {
  const digits = (v) => general(v, precision === "f32" ? 8 : 15);
  const [error, bestStep] = [errors[step], steps[best]].map(microscopeBrief);
  return { precision, adjoint: digits(adjoint), difference: digits(differences[step]), error, best: bestStep };
}

function microscopeMeasured({ precision, adjoint, truth, smallest, best, differences, kinks }) {
  const json = (v) => (Number.isFinite(v) ? v : String(v));
  return { precision, adjoint: json(adjoint), truth: json(truth), smallest: json(smallest), best, differences: differences.map(json), kinks };
}

// {heat, heat_words}: how large each number is beside the largest, from -100 to 100; of a large array means of blocks.
function microscopeHeat(numbers, { rows, columns }) {
  const [high, wide] = [Math.min(rows, 96), Math.min(columns, 160)];
  const edges = (n, parts) => Array.from({ length: parts + 1 }, (_, k) => Math.floor((k * n) / parts));
  const [down, across] = [edges(rows, high), edges(columns, wide)];
  const mean = (first, last, value) => {
    let sum = 0;
    for (let k = first; k < last; k++) sum += value(k);
    return sum / (last - first);
  };
  const means = Array.from({ length: high }, (_, r) => {
    const row = Array.from({ length: columns }, (_, c) => mean(down[r], down[r + 1], (k) => numbers[k * columns + c]));
    return Array.from({ length: wide }, (_, c) => mean(across[c], across[c + 1], (k) => row[k]));
  });
  const largest = means.flat().reduce((most, v) => (Number.isFinite(v) ? Math.max(most, Math.abs(v)) : most), 0) || 1;
  const share = (v) => (Number.isFinite(v) ? Math.floor((100 * v) / largest + 0.5) : Number.isNaN(v) ? "nan" : "infinite");
  const block = `${Math.ceil(rows / high)} x ${Math.ceil(columns / wide)}`;
  const whole = high === rows && wide === columns;
  return {
    heat: means.map((row) => row.map(share)),
    heat_words: whole ? "each pixel is one number" : `each pixel is the mean of about ${block} numbers`,
  };
}
