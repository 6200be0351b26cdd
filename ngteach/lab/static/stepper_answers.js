// What Python's stepper answers (lab/widgets/stepper.py): numbers that the film has no room for, and the film of other
// numbers, with inputs that were changed.

const PHASES = ["forward", "adjoint", "update"]; // in Python's order
const SIDES = { film: 32, wanted: 16, whole: 64 }; // of what is sampled
const WHOLE = 2 ** 17; // numbers that are sent when all are asked for

function answers(engine, live, state, tell) {
  const graph = engine.readGraph(live.graphs.graph);
  const first = graph.inputs.map((_, i) => live.arrays[`input${i}`]);
  let edits = state.edited;
  let known = null; // {name: its numbers, row by row}, when they have been computed

  function ask(values) {
    if ("edits" in values) change(state.edits);
    if ("wanted" in values) tell({ more: more(state.wanted, 4, seldom) });
    if ("whole" in values) tell({ more: more(state.whole, 4, wholly()) });
  }

  // ---- numbers
  function computed(inputs) {
    const found = new Map(graph.inputs.map((x, i) => [x.name, engine.numbersOf(inputs[i])]));
    engine.evaluate(graph, inputs, (equation, array) => found.set(equation.output.name, engine.numbersOf(array)));
    return found;
  }
  // [name, look, steps, numbers] of a value and its operands.   stepsFor(value, shape, look)
  function more(name, most, stepsFor) {
    known ??= computed(edited(graph, first, edits, engine));
    const values = valuesOf(state.film, state.fields, state.tables);
    const value = values.find((v) => v.name === name);
    if (!value) return [];
    const near = [...new Set([value, ...value.of.map((i) => values[i])])].slice(0, most);
    return near.map((v) => {
      const look = v.look.replace(/^ink ?/, "");
      const steps = stepsFor(v, look);
      const numbers = takenAt(known.get(v.name), v.shape, steps);
      return [v.name, v.look, steps.some((k) => k > 1) ? steps.join(" ") : "", textOfNumbers(numbers, !isWholeType(v))];
    });
  }
  function seldom({ shape }, look) {
    const [wanted, filmed] = [SIDES.wanted, SIDES.film].map((side) => stepsOf(shape, side, look));
    return shape.map((_, a) => Math.max(wanted[a], filmed[a]));
  }
  function wholly() {
    let free = WHOLE;
    return ({ shape, size }, look) => {
      const steps = stepsOf(shape, size > free ? SIDES.whole : size, look);
      free -= shape.reduce((n, d, a) => n * Math.ceil(d / steps[a]), 1);
      return steps;
    };
  }

  // ---- what if
  function change(next) {
    if (JSON.stringify(next) === JSON.stringify(edits)) return;
    let found;
    try {
      found = computed(edited(graph, first, next, engine));
    } catch (problem) {
      tell({ edits });
      throw problem;
    }
    const before = edits;
    const facts = factsByName(state.film);
    [edits, known] = [next, found];
    const film = filmAgain(found);
    tell({ edits, edited: edits, wanted: "", whole: "", more: [], film, status: whatIf(graph, first, edits, before, factsByName(film), facts, engine) });
  }
  function factsByName(film) {
    return new Map(valuesOf(film, state.fields, state.tables).map((v) => [v.name, v.facts]));
  }
  // The film of other numbers: the same places of the same values, and sentences if there were any.
  function filmAgain(found) {
    const finite = new Map();
    const values = valuesOf(state.film, state.fields, state.tables);
    let next = 0;
    const film = state.film.map(({ new: records }) => ({
      new: records.map((record) => {
        const value = values[next++];
        const numbers = found.get(value.name);
        const facts = factsOfNumbers(numbers);
        finite.set(value, !facts[4] && !facts[5]);
        const starts = value.made && !finite.get(value) && value.of.every((i) => finite.get(values[i]));
        const taken = value.isKnown ? textOfNumbers(takenAt(numbers, value.shape, value.steps), !isWholeType(value)) : "";
        return withFields(record, state.fields, { facts: factsText(facts), starts: starts ? "1" : "", numbers: taken });
      }),
    }));
    if (!state.film[0].sentence) return film;
    const sentence = sentencesOf(film, valuesOf(film, state.fields, state.tables));
    return film.map((each, n) => ({ sentence: n ? sentence(n) : state.film[0].sentence, ...each }));
  }
  return { ask };
}

function isWholeType({ type }) {
  return !/^f\d/.test(type);
}

// A record with other fields; its last one, the name, may have a | of its own.
function withFields(record, fields, others) {
  const parts = record.split("|");
  return parts.map((part, i) => (i < fields.length - 1 ? (others[fields[i]] ?? part) : part)).join("|");
}

// [min, max, mean of the finite numbers, as text; how many numbers are 0, NaN, infinite].
function factsOfNumbers(numbers) {
  let [zeros, nan, infinite, count, sum, low, high] = [0, 0, 0, 0, 0, Infinity, -Infinity];
  for (const number of numbers) {
    const x = Number(number);
    if (x === 0) zeros++;
    if (Number.isNaN(x)) nan++;
    else if (!Number.isFinite(x)) infinite++;
    else {
      count++;
      sum += x;
      if (x < low) low = x;
      if (x > high) high = x;
    }
  }
  return [...(count ? [low, high, sum / count].map(shortNumber) : ["", "", ""]), zeros, nan, infinite];
}

function factsText(facts) {
  const end = facts.findLastIndex(Boolean) + 1;
  return facts.slice(0, end).map((fact, i) => (i < 3 ? fact || "none" : fact)).join(" ");
}

// ---- inputs that were changed -------------------------------------------------

const WRITTEN_NUMBER = /^(?:[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|[-+]?inf|nan)$/i;
const ENDS = { bool: [0n, 1n] };
for (const bits of [8, 16, 32, 64]) {
  ENDS[`i${bits}`] = [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n];
  ENDS[`u${bits}`] = [0n, 2n ** BigInt(bits) - 1n];
}

// The arrays of the inputs, with other numbers in them: copies of those that change.
function edited(graph, arrays, edits, engine) {
  const numbers = [...arrays];
  for (const edit of edits) {
    const { i, x, place, number } = readEdit(graph, edit, engine);
    if (numbers[i] === arrays[i]) numbers[i] = engine.arrayOf(x.type, engine.numbersOf(arrays[i]).slice());
    numbers[i].data[place] = number;
  }
  return numbers;
}

function readEdit(graph, edit, engine) {
  const found = editOf(String(edit));
  if (!found) throw new engine.GraphError(`an edit is a place, a number and an input, such as 5_0.25_x, found '${edit}'`);
  const { place, number, name } = found;
  const i = graph.inputs.findIndex((y) => y.name === name);
  const x = graph.inputs[i];
  const names = graph.inputs.map((y) => y.name).join(", ");
  if (!x) throw new engine.GraphError(`${graph.name} has no input named '${name}'; it has ${names}`);
  const [type, last] = [engine.typeText(x.type), (x.type.size - 1).toLocaleString("en")];
  if (place >= x.type.size) throw new engine.GraphError(`${name}: ${type} has the places 0 to ${last}, found ${place}`);
  return { i, x, place, number: numberFrom(x, place, number, engine) };
}

function numberFrom(x, place, text, engine) {
  const wanted = `${elementOf(x, place)} is a number of ${engine.typeText(x.type)}, found '${text}'`;
  const isFloat = x.type.element[0] === "f";
  if (text.length > 40 || !WRITTEN_NUMBER.test(text))
    throw new engine.GraphError(`${wanted}; write one such as ${isFloat ? "0.5" : "1"}`);
  if (isFloat) return Number(text.replace(/inf/i, "Infinity").replace(/nan/i, "NaN"));
  const [low, high] = ENDS[x.type.element];
  const n = /^[-+]?\d+$/.test(text) ? BigInt(text.replace("+", "")) : null;
  if (n === null || n < low || n > high) throw new engine.GraphError(`${wanted}; write a whole number from ${low} to ${high}`);
  return /64$/.test(x.type.element) ? n : Number(n);
}

// The sentence about what has just changed.
function whatIf(graph, first, edits, before, facts, factsBefore, engine) {
  const [now, then] = [edits, before].map((list) => numbersIn(graph, first, list, engine));
  const same = (a, b) => a === b || (a !== undefined && b !== undefined && Object.is(Number(a) + 0, Number(b) + 0));
  const changed = [...new Set([...now.keys(), ...then.keys()])].filter((key) => !same(now.get(key), then.get(key)));
  let what = changed.length ? `${changed.length} numbers of the inputs are others now` : "No number was changed";
  if (changed.length === 1) {
    const [i, place] = changed[0].split(" ").map(Number);
    const at = (values) => shortNumber(Number(values.get(changed[0]) ?? first[i].data[place]));
    what = `${elementOf(graph.inputs[i], place)} is ${at(now)} now, and was ${at(then)}`;
  }
  const result = graph.outputs.find((y) => y.type.size === 1);
  if (!result) return `${what}: all was computed again.`;
  const [a, b] = [factsBefore, facts].map((all) => oneOf(all.get(result.name)));
  return `${what}: ${result.name} ${a === b ? `stays ${b}` : `goes from ${a} to ${b}`}.`;
}

// {"input place": number} of those that are not as they were at first.
function numbersIn(graph, first, edits, engine) {
  const found = new Map();
  for (const edit of edits) {
    const { i, place, number } = readEdit(graph, edit, engine);
    const one = first[i].data.slice(0, 1);
    one[0] = number;
    if (Object.is(Number(one[0]) + 0, Number(first[i].data[place]) + 0)) found.delete(`${i} ${place}`);
    else found.set(`${i} ${place}`, one[0]);
  }
  return found;
}

function elementOf({ name, type: { shape } }, place) {
  const index = [];
  for (let a = shape.length; a--; place = Math.floor(place / shape[a])) index[a] = place % shape[a];
  return index.length ? `${name}[${index}]` : name;
}

function oneOf({ low, nan }) {
  return low && low !== "none" ? low : nan ? "NaN" : "infinite";
}
