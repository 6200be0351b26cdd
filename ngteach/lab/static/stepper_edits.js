// What if a number of an input were another one: those that were changed, and what they did, as stepper_edits.py has it.

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
