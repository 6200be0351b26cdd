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
