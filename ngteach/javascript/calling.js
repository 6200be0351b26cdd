// Arrays in, arrays out: from the exported function, called as the traced one was, to the engine's row of arrays.
// This text stands below the engine's, in one function.  `program` is the graph as to_json writes it, and a tree there
// is "*" for an array, {list: [...]}, {tuple: [...]} or {dict: [[key, ...], ...]}.

let prepared = null; // {graph, run}, made at the first call: importing the module costs nothing

// The results, nested as the graph returns them.   names: of the arguments; "" for one that holds no arrays
// out: results to be written over; they may be among the arguments, for the engine copies these first
function call(names, args, out) {
  prepared ??= prepare();
  const { graph, run } = prepared;
  const given = [];
  const [trees] = Object.values(program.input_tree);
  trees.forEach((tree, i) => names[i] && flatten(tree, args[i], names[i], given));
  const arrays = given.map(({ path, value }, i) => read(path, value, graph.inputs[i].type));
  if (out === undefined) {
    const made = run(arrays, graph.outputs.map(({ type }) => emptyArray(type)));
    return nested(program.output_tree, made.map(numbersOf));
  }
  const results = [];
  flatten(program.output_tree, out, "out", results);
  const targets = results.map(({ path, value }, i) => target(path, value, graph.outputs[i].type));
  results.forEach((result, i) => {
    const other = results.slice(0, i).find(({ value }) => overlap(value, result.value));
    if (other) fail(result.path, `shares its memory with ${other.path}; give each an array of its own`);
  });
  run(arrays, targets);
  return out;
}

function prepare() {
  const graph = readGraph(program);
  return { graph, run: compile(graph) };
}

// The values of a container in a row, each with its path: {path: "weights.W0", value}.
function flatten(tree, value, path, found) {
  if (tree === "*") {
    found.push({ path, value });
    return;
  }
  const [[kind, inside]] = Object.entries(tree);
  if (kind !== "dict") {
    const fits = Array.isArray(value) && value.length === inside.length;
    const length = Array.isArray(value) ? ` of ${value.length}` : "";
    if (!fits) fail(path, `found ${describe(value)}${length}, wanted a list of ${inside.length}`);
    inside.forEach((child, i) => flatten(child, value[i], `${path}[${i}]`, found));
    return;
  }
  const keys = inside.map(([key]) => key);
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
  const wanted = `wanted an object with ${keys.join(", ") || "no keys"}`;
  if (!isObject) fail(path, `found ${describe(value)}, ${wanted}`);
  const missing = keys.find((key) => !Object.hasOwn(value, key));
  if (missing !== undefined) fail(path, `found no ${missing}, ${wanted}`);
  const more = Object.keys(value).find((key) => !keys.includes(key));
  if (more !== undefined) fail(path, `found ${brief(more)}, too, ${wanted}`);
  inside.forEach(([, child], i) => flatten(child, value[keys[i]], `${path}.${keys[i]}`, found));
}

// The container that a tree describes, filled with the values.
function nested(tree, values) {
  const rest = values.values();
  const filled = (part) => {
    if (part === "*") return rest.next().value;
    const [[kind, inside]] = Object.entries(part);
    return kind === "dict"
      ? Object.fromEntries(inside.map(([key, child]) => [key, filled(child)]))
      : inside.map(filled);
  };
  return filled(tree);
}

// What the caller gave as an array of the engine; a number may stand for an array of rank 0.
function read(path, value, type) {
  const isNumber = ["number", "bigint", "boolean"].includes(typeof value);
  const array = target(path, isNumber && !type.shape.length ? single(path, value, type) : value, type);
  const isIts = FEWER[type.element];
  const other = isIts && array.data.find((x) => !isIts(x));
  return other === undefined ? array : fail(path, `${typeText(type)} cannot hold ${other}`);
}

// Of these the typed array has more numbers than the type: is it one of the type's own?
const FEWER = { bool: (x) => x <= 1, f16: (x) => Object.is(x, roundedToF16(x)) };

function target(path, data, type) {
  try {
    return arrayOf(type, data);
  } catch (problem) {
    return fail(path, problem.message);
  }
}

function single(path, value, type) {
  const data = new STORED[type.element](1);
  const whole = typeof value !== "number" || Number.isInteger(value);
  if (whole || !/^[iub]/.test(type.element)) data[0] = typeof data[0] === "bigint" ? BigInt(value) : Number(value);
  if (type.element === "f16") data[0] = roundedToF16(data[0]);
  const kept = type.element.startsWith("f") || (whole && Number(data[0]) === Number(value));
  return kept ? data : fail(path, `${typeText(type)} cannot hold ${value}`);
}

function overlap(a, b) {
  return (
    a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength
  );
}

function fail(path, sentence) {
  throw new GraphError(`${program.name}: ${path}: ${sentence}`);
}
