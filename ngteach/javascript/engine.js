// The second interpreter: it reads a graph that Python wrote as JSON, and computes it with typed arrays.
//
//     readGraph(text) -> graph           everything is checked: names, types, sizes, parameters
//     evaluate(graph, arrays) -> arrays  the interpreter, one equation at a time
//     compile(graph) -> run(arrays)      everything that depends on shapes alone is done once
//
// Read it from the top: types, arrays, reading graphs, replay with what is made of it, and then the ops by kind.  Each
// op is what it is in Python, ngteach/ops/: a type rule, infer, and how it is computed.  Derivatives are not here: the
// adjoint of a graph is a graph, and Python has written it down.
//
// All is declared at the top and nothing is done, so that this text can also stand inside a function.

// What is wrong with a graph or with what it is given, in one sentence: what was found, wanted, and is to be written.
class GraphError extends Error {}

// problem: the sentence, or a function that writes it, where that would take longer than the check.
function require(ok, problem) {
  if (!ok) throw new GraphError(typeof problem === "function" ? problem() : problem);
}

// ---- types ------------------------------------------------------------------
//
// A type is {element: "f32", shape: [2, 3], size: 6}, written f32[2,3].

// What each element type is stored in.  A typed array rounds what is put into it, as f32 does, or wraps it around, as
// whole numbers do: so the ops below need not.  f16 is only stored, in numbers that all are f16 numbers.
const STORED = {
  f32: Float32Array,
  f64: Float64Array,
  f16: Float32Array,
  i8: Int8Array,
  i16: Int16Array,
  i32: Int32Array,
  i64: BigInt64Array,
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  u64: BigUint64Array,
  bool: Uint8Array, // 0 and 1
};

// Are its numbers JavaScript's BigInt?  They do not mix with other numbers: 1n + 1 is an error.
const isBig = ({ element }) => element === "i64" || element === "u64";
const isFloat = ({ element }) => element === "f32" || element === "f64"; // those that are computed with
const isWhole = ({ element }) => /^[iu]\d/.test(element);
const isUnsigned = ({ element }) => element[0] === "u";

const product = (numbers) => numbers.reduce((a, b) => a * b, 1);
const sameNumbers = (xs, ys) => xs.length === ys.length && xs.every((x, i) => x === ys[i]);
const counted = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
const isCount = (n) => Number.isSafeInteger(n) && n >= 0;

function typeOf(element, shape) {
  return { element, shape, size: product(shape) };
}

const withShape = (type, shape) => typeOf(type.element, shape);
const withElement = (type, element) => typeOf(element, type.shape);
const typeText = ({ element, shape }) => `${element}[${shape.join(",")}]`;
const sameType = (t, u) => t.element === u.element && sameNumbers(t.shape, u.shape);

// ---- arrays -----------------------------------------------------------------
//
// An array is {type, data, offset, strides}: its element [i, j] is data[offset + i * strides[0] + j * strides[1]].  So
// a transposed matrix, a part of one, or one row repeated is another way to look at the same data: a view.

// The strides of an array whose elements lie row by row.
function rowMajor(shape) {
  const strides = new Array(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= Math.max(shape[axis], 1);
  }
  return strides;
}

function wholeArray(type, data) {
  return { type, data, offset: 0, strides: rowMajor(type.shape) };
}

const emptyArray = (type) => wholeArray(type, memoryFor(type));

function memoryFor({ element, size }) {
  try {
    return new STORED[element](size);
  } catch {
    const many = `${size.toLocaleString("en")} numbers of ${element}`;
    throw new GraphError(`there is no memory for ${many}; take smaller arrays`);
  }
}

// An array on the caller's buffer, which is looked at, not copied.
function arrayOf(type, data) {
  const Stored = STORED[type.element];
  require(
    data instanceof Stored && data.length === type.size,
    `found ${describe(data)}, wanted a ${Stored.name} of ${type.size} numbers for ${typeText(type)}`
  );
  return wholeArray(type, data);
}

function describe(data) {
  if (ArrayBuffer.isView(data) && "length" in data) return `a ${data.constructor.name} of ${data.length}`;
  if (Array.isArray(data)) return "a list";
  if (data === null || data === undefined) return String(data);
  return typeof data === "object" ? "an object" : `a ${typeof data}`;
}

// Do its elements lie row by row, without gaps?  Axes of one element do not count.
function isRowMajor({ type, strides }) {
  const wanted = rowMajor(type.shape);
  return type.size === 0 || type.shape.every((d, axis) => d === 1 || strides[axis] === wanted[axis]);
}

// The elements row by row, as a typed array; where they lie so already it is the array's own data, not a copy.
function numbersOf(array) {
  const { data, offset, type } = array;
  if (isRowMajor(array)) return type.size === data.length ? data : data.subarray(offset, offset + type.size);
  const copy = emptyArray(type);
  copying(array, copy)();
  return copy.data;
}

// ---- reading graphs ---------------------------------------------------------
//
// The text is not trusted: it may be written by hand, or by somebody who means harm.  All of it is checked before it is
// used, and nothing is allocated that the text only announces.  ngteach/serialize/graph_json.py is the same in Python.

const FORMAT = "ngteach graph 1";
const NESTED = 20; // graphs inside the parameters of graphs
const DEEP = 100; // containers inside containers, of arguments and results
const MOST_LETTERS = 200; // of a name
const MOST_BYTES = 2 ** 32; // of one tensor, as in Python
const ALL_BYTES = 2 ** 30; // of all tensors of a graph together, for it is a page that has to hold them
const GRAPH = {
  name: "text",
  inputs: "a list",
  equations: "a list",
  outputs: "a list",
  input_tree: "",
  output_tree: "",
};
const EQUATION = { output: "a list", op: "text", inputs: "a list", params: "an object", adjoint_of: "text" };

// The graph that Python's to_json wrote, as text, or as what JSON.parse made of it.
function readGraph(given) {
  try {
    const found = typeof given === "string" ? parseJson(given) : given;
    require(kindOf(found) === "an object" && ownField(found, "format") === FORMAT, `the format must be "${FORMAT}"`);
    checkFields(found, { format: "text", ...GRAPH }, "the graph");
    return graphIn(found, 0);
  } catch (problem) {
    const said = problem instanceof RangeError ? "it nests too deeply" : printable(problem.message, 250);
    throw new GraphError(`this is not a graph as to_json writes it: ${said}`);
  }
}

function graphIn(found, depth) {
  require(depth < NESTED, "graphs nest too deeply in parameters");
  if (depth) checkFields(found, GRAPH, "a graph in a parameter");
  const tensors = new Map(); // by name
  const inputs = found.inputs.map((pair) => tensorIn(pair, tensors));
  const equations = found.equations.map((row) => equationIn(row, tensors, depth));
  const outputs = found.outputs.map((name) => definedIn(name, tensors));
  if (!depth) requireRoom([...tensors.values()]);
  const [inputTree, outputTree] = [found.input_tree, found.output_tree];
  for (const [tree, values, what] of [[inputTree, inputs, "input_tree"], [outputTree, outputs, "output_tree"]]) {
    require(leavesOf(tree, 0) === values.length, `${what} does not fit ${values.length} tensors`);
  }
  const row = inputTree !== "*" && !Object.hasOwn(inputTree, "dict");
  require(row, "input_tree must be a list or a tuple: of the arguments");
  return { name: printableName(found.name), inputs, equations, outputs, inputTree, outputTree };
}

function requireRoom(tensors) {
  const bytes = tensors.reduce((all, { type }) => all + type.size * bytesOf(type.element), 0);
  const most = `${ALL_BYTES.toLocaleString("en")} bytes, the most that a page holds`;
  const found = `its tensors are ${bytes.toLocaleString("en")} bytes`;
  require(bytes <= ALL_BYTES, `${found}, more than ${most}; take smaller ones`);
}

function tensorIn(pair, tensors) {
  const wanted = 'a tensor is a name and a type, ["x", "f32[2,3]"]';
  require(Array.isArray(pair) && pair.length === 2, () => `${wanted}, found ${brief(pair)}`);
  const name = tensorName(pair[0]);
  require(!tensors.has(name), `${name} is defined twice`);
  const tensor = { name, type: readType(pair[1]) };
  tensors.set(name, tensor);
  return tensor;
}

// A tensor that is defined before; so no equation can wait for itself.
function definedIn(name, tensors) {
  require(typeof name === "string" && tensors.has(name), () => `${brief(name)} is used but not defined before`);
  return tensors.get(name);
}

function equationIn(row, tensors, depth) {
  checkFields(row, EQUATION, "an equation", ["params", "adjoint_of"]);
  const inputs = row.inputs.map((name) => definedIn(name, tensors));
  const output = tensorIn(row.output, tensors);
  const known = Object.hasOwn(OPS, row.op);
  const advice = "it has those that are built into ngteach";
  require(known, () => `${output.name}: there is no op ${brief(row.op)} in JavaScript; ${advice}`);
  const ruled = row.op === "custom_vjp" && Object.hasOwn(row.params ?? {}, "rule");
  const rule = ruled ? graphIn(row.params.rule, depth + 1) : null;
  try {
    const params = paramsIn(row, output.type, rule);
    const inferred = inferredBy(row.op, inputs.map(({ type }) => type), params);
    const both = () => `is announced as ${typeText(output.type)}, but gives ${typeText(inferred)}`;
    require(sameType(output.type, inferred), both);
    return { output, op: row.op, inputs, params, adjointOf: differentiated(row, output, tensors) };
  } catch (problem) {
    problem.message = `${output.name}: ${row.op} ${problem.message}`;
    throw problem;
  }
}

// The parameters of an equation; a constant is an array from here on, and a rule a graph.
function paramsIn(row, type, rule) {
  const params = Object.assign(Object.create(null), row.params);
  const takes = OPS[row.op].params.map((name) => name.replace("?", ""));
  const all = () => takes.join(", ") || "none";
  for (const name of Object.keys(params)) {
    require(takes.includes(name), () => `does not know the parameter ${brief(name)}; it takes ${all()}`);
  }
  for (const name of OPS[row.op].params) require(name.endsWith("?") || name in params, `needs ${name}`);
  if (row.op === "constant") params.value = wholeArray(type, constantNumbers(params.value, type));
  if (rule) params.rule = rule;
  return params;
}

function inferredBy(name, types, params) {
  const { inputs, infer } = OPS[name];
  const enough = inputs === null || types.length === inputs;
  require(enough, `takes ${counted(inputs, "input")}, got ${types.length}`);
  return infer(types, params);
}

// The tensor whose adjoint an equation reads; of one that a pass has left out only the name is known.
function differentiated(row, output, tensors) {
  if (!Object.hasOwn(row, "adjoint_of")) return null;
  return tensors.get(row.adjoint_of) ?? { name: tensorName(row.adjoint_of), type: output.type };
}

// ---- types and names

function readType(text) {
  const match = typeof text === "string" && /^([a-z0-9]{2,4})\[((?:[0-9]{1,15}(?:,[0-9]{1,15})*)?)\]$/.exec(text);
  require(match, () => `${brief(text)} is not a type such as f32[128,784]`);
  const [, element, sizes] = match;
  const known = () => Object.keys(STORED).join(", ");
  require(Object.hasOwn(STORED, element), () => `${element} is not an element type; use one of ${known()}`);
  const type = typeOf(element, sizes ? sizes.split(",").map(Number) : []);
  const written = typeText(type);
  require(written === text, () => `${brief(text)} is not a type as we write it, ${written.slice(0, 40)}`);
  require(type.shape.length <= 64, `found ${type.shape.length} axes; there are at most 64`);
  const filled = product(type.shape.map((d) => Math.max(d, 1))) * bytesOf(element);
  require(filled <= MOST_BYTES, () => `${text.slice(0, 40)} is larger than ${MOST_BYTES.toLocaleString("en")} bytes`);
  return type;
}

const bytesOf = (element) => (element === "bool" ? 1 : Number(element.slice(1)) / 8);

function printableName(text) {
  const ok = typeof text === "string" && text && [...text.slice(0, 2 * MOST_LETTERS + 1)].length <= MOST_LETTERS;
  const wanted = `a name is a printable word of at most ${MOST_LETTERS} letters`;
  require(ok && isPrintable(text), () => `${wanted}, found ${brief(text)}`);
  return text;
}

// What begins with % is a number: what a value without a name is called.
function tensorName(text) {
  const numbered = !printableName(text).startsWith("%") || /^%(0|[1-9][0-9]{0,8})$/.test(text);
  require(numbered, () => `after % a name must have a number, found ${brief(text)}`);
  return text;
}

// Letters, digits and signs, and no separator but the space: nothing invisible, or that turns the text around.
const isPrintable = (text) => !/[\p{C}\p{Z}]/u.test(text.replaceAll(" ", ""));

// ---- numbers of a constant

const SPECIAL = new Map([["nan", NaN], ["inf", Infinity], ["-inf", -Infinity]]);

function constantNumbers(values, type) {
  const ok = Array.isArray(values) && values.length === type.size;
  require(ok, `of type ${typeText(type)} needs ${type.size} numbers`);
  const element = elementReader(type);
  return STORED[type.element].from(values, element);
}

// The function that checks one number of a constant, and gives it as it is stored.
function elementReader(type) {
  const { element } = type;
  function fits(ok, found) {
    require(ok, `of type ${typeText(type)} is made of numbers that ${element} has, found ${brief(found)}`);
  }
  if (element === "bool") {
    return (x) => {
      fits(typeof x === "boolean", x);
      return x ? 1 : 0;
    };
  }
  if (isWhole(type)) {
    const bits = BigInt(8 * bytesOf(element));
    const [low, high] = isUnsigned(type) ? [0n, 2n ** bits - 1n] : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
    return (x) => {
      fits(typeof x === "bigint" || Number.isSafeInteger(x), x); // JSON.parse has rounded a larger one
      fits(low <= x && x <= high, x);
      return isBig(type) ? BigInt(x) : Number(x);
    };
  }
  const rounded = { f16: roundedToF16, f32: Math.fround, f64: (x) => x }[element];
  return (x) => {
    if (SPECIAL.has(x)) return SPECIAL.get(x);
    const number = typeof x === "bigint" ? Number(x) : x;
    fits(Number.isFinite(number) && rounded(number) == x, x); // == also compares a BigInt with a number
    return number;
  };
}

// ---- trees: how arguments and results nest

// How many values a tree has: "*" is one, {"list": [...]}, {"tuple": [...]} and {"dict": [[key, tree], ...]} have many.
function leavesOf(tree, depth) {
  require(depth < DEEP, "the graph's JSON nests too deeply");
  if (tree === "*") return 1;
  const keys = kindOf(tree) === "an object" ? Object.keys(tree) : [];
  const [kind] = keys;
  const ok = keys.length === 1 && ["dict", "list", "tuple"].includes(kind);
  require(ok, `a tree is "*" or {"dict", "list" or "tuple": [...]}, found ${brief(tree)}`);
  const inside = tree[kind];
  require(Array.isArray(inside), `${kind} in a tree must be a list, found ${brief(inside)}`);
  const children = kind === "dict" ? valuesOf(inside) : inside;
  return children.reduce((all, child) => all + leavesOf(child, depth + 1), 0);
}

function valuesOf(pairs) {
  const good = pairs.every((pair) => Array.isArray(pair) && pair.length === 2);
  require(good, `a dict in a tree is made of pairs, found ${brief(pairs)}`);
  const keys = new Set();
  for (const [key] of pairs) {
    const plain = key === null || ["string", "boolean", "bigint"].includes(typeof key) || Number.isFinite(key);
    require(plain, `a dict has the key ${brief(key)}; JSON allows text and numbers`);
    keys.add(typeof key === "boolean" ? Number(key) : key); // for Python, True is 1
  }
  require(keys.size === pairs.length, "a dict has a key twice");
  return pairs.map(([, child]) => child);
}

// ---- objects and messages

function kindOf(found) {
  if (Array.isArray(found)) return "a list";
  if (typeof found === "string") return "text";
  return found !== null && typeof found === "object" ? "an object" : String(found);
}

const ownField = (found, name) => (Object.hasOwn(found, name) ? found[name] : undefined);

// Is it an object that has these fields and no others, each of its kind?
function checkFields(found, wanted, where, optional = []) {
  require(kindOf(found) === "an object", () => `${where} must be an object, found ${brief(found)}`);
  for (const name of Object.keys(found)) {
    const fields = () => Object.keys(wanted).join(", ");
    require(Object.hasOwn(wanted, name), () => `${where} has the field ${brief(name)}, but may have only ${fields()}`);
  }
  for (const [name, kind] of Object.entries(wanted)) {
    const has = Object.hasOwn(found, name);
    require(has || optional.includes(name), `"${name}" is missing in ${where}`);
    const good = !has || !kind || kindOf(found[name]) === kind;
    require(good, () => `"${name}" of ${where} must be ${kind}, found ${brief(found[name])}`);
  }
}

// A value from outside, for a message: short, and on one line.
function brief(found) {
  const few = Array.isArray(found) && found.length < 9 && found.every((x) => Number.isFinite(x));
  if (few) return `[${found.join(", ")}]`;
  if (typeof found === "string") return `"${printable(found, 40)}"`;
  return Array.isArray(found) ? `a list of ${found.length}` : kindOf(found);
}

function printable(text, most) {
  const letters = [...text.slice(0, 2 * most)].map((c) => (isPrintable(c) ? c : "\ufffd"));
  return letters.length > most ? `${letters.slice(0, most).join("")} ...` : letters.join("");
}

// ---- JSON
//
// JSON.parse would round whole numbers beyond 2 ** 53, and of two equal keys drop the first without a word.  Here such
// a number becomes a BigInt, and an object has no prototype, whose names ("constructor") a key could be taken for.

const DEEPEST = 1000; // lists and objects inside each other; the deepest graph has fewer
const SPACES = " \t\n\r";
const LITERALS = new Map([["true", true], ["false", false], ["null", null]]);

function parseJson(text) {
  let at = 0;

  function wrong() {
    const found = at < text.length ? `found ${brief(text.slice(at, at + 20))}` : "it ends";
    throw new GraphError(`it is not JSON: at character ${at} ${found}`);
  }

  // Pass what stands here of these signs, and give it.
  function pass(signs) {
    const start = at;
    while (at < text.length && signs.includes(text[at])) at++;
    return text.slice(start, at);
  }

  // Does this sign come next?  Then it is passed.
  function comes(sign) {
    pass(SPACES);
    if (text[at] !== sign) return false;
    at++;
    pass(SPACES);
    return true;
  }

  function string() {
    const start = at;
    for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === "\\") at++;
    at++;
    const word = text.slice(start + 1, at - 1);
    if (at <= text.length && /^[ !#-[\]-~]*$/.test(word)) return word;
    try {
      return JSON.parse(text.slice(start, at));
    } catch {
      at = start;
      return wrong();
    }
  }

  function number() {
    const start = at;
    const digits = pass("0123456789+-.eE");
    if (!/^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/.test(digits)) {
      at = start;
      return wrong();
    }
    const value = Number(digits);
    if (Number.isSafeInteger(value) || /[.eE]/.test(digits)) return value;
    require(digits.length <= 4300, `it is not JSON: a number has ${digits.length} digits`); // as in Python
    return BigInt(digits);
  }

  function list(depth) {
    const found = [];
    if (comes("]")) return found;
    do found.push(value(depth));
    while (comes(","));
    return comes("]") ? found : wrong();
  }

  function object(depth) {
    const found = Object.create(null);
    if (comes("}")) return found;
    do {
      if (text[at] !== '"') wrong();
      const key = string();
      require(!(key in found), "it is not JSON: an object has a key twice");
      if (!comes(":")) wrong();
      found[key] = value(depth);
    } while (comes(","));
    return comes("}") ? found : wrong();
  }

  function value(depth) {
    require(depth < DEEPEST, "it nests too deeply");
    pass(SPACES);
    if (text[at] === '"') return string();
    if (comes("[")) return list(depth + 1);
    if (comes("{")) return object(depth + 1);
    for (const [word, meant] of LITERALS) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return meant;
      }
    }
    return number();
  }

  const found = value(0);
  pass(SPACES);
  return at === text.length ? found : wrong();
}


// ---- graphs -----------------------------------------------------------------
//
// A graph is {name, inputs, equations, outputs}; an equation {output, op, inputs, params}; a tensor {name, type}.

// Walk the equations in order, with `values` standing for the inputs; emit(equation, inputs) gives what stands for the
// equation's output.  Returns what stands for the outputs.  Python's replay is this loop, and so is all that follows.
function replay(graph, values, emit) {
  const env = new Map(graph.inputs.map((x, i) => [x, values[i]]));
  for (const equation of graph.equations) {
    const inputs = equation.inputs.map((x) => env.get(x));
    env.set(equation.output, emit(equation, inputs));
  }
  return graph.outputs.map((y) => env.get(y));
}

// The interpreter: each equation is computed when its turn comes, and every value is new, or a view of another.
// onValue(equation, array) sees each of them.
function evaluate(graph, arrays, onValue = () => {}) {
  requireValues(graph, arrays);
  return replay(graph, arrays, (equation, inputs) => {
    const value = computed(equation, inputs);
    onValue(equation, value);
    return value;
  });
}

function computed({ op, params, output }, inputs) {
  const seen = OPS[op].view?.(inputs, params, output.type);
  if (seen) return seen;
  const out = emptyArray(output.type);
  OPS[op].kernel(inputs, params, out)();
  return out;
}

function requireValues(graph, arrays) {
  const wanted = graph.inputs.length;
  require(arrays.length === wanted, `${graph.name} takes ${counted(wanted, "array")}, found ${arrays.length}`);
  graph.inputs.forEach((x, i) => {
    const type = arrays[i]?.type;
    const found = () => (type ? typeText(type) : "no array");
    require(type && sameType(type, x.type), () => `${x.name} is ${typeText(x.type)}, found ${found()}`);
  });
}

// The compiler: run(arrays, out) computes what evaluate computes, to the last bit, but shapes, strides and memory are
// worked out here, once.  It is replay again: what stands for a tensor is an array whose numbers come later, and what
// is left of an equation is its kernel; of a view nothing is left.
// out: the caller's arrays for the outputs, which may be among the inputs; without it they are new.  With it, no step
// makes new arrays of numbers.  The caller's data is copied in and out, and never kept.
function compile(graph) {
  const inputs = graph.inputs.map(({ type }) => emptyArray(type));
  const kernels = [];
  const memory = reusedMemory(graph);
  const found = replay(graph, inputs, (equation, arrays) => {
    const { op, params, output } = equation;
    const seen = OPS[op].view?.(arrays, params, output.type);
    if (seen) return memory.next(seen);
    const out = wholeArray(output.type, memory.take(output));
    kernels.push(OPS[op].kernel(arrays, params, out));
    return memory.next(out);
  });
  const outputs = found.map((array) => {
    if (isRowMajor(array)) return array;
    const whole = emptyArray(array.type);
    kernels.push(copying(array, whole));
    return whole;
  });

  return (arrays, out) => {
    requireValues(graph, arrays);
    for (let i = 0; i < inputs.length; i++) copyInto(inputs[i], arrays[i]);
    for (let i = 0; i < kernels.length; i++) kernels[i]();
    if (!out) return outputs.map((array) => wholeArray(array.type, numbersOf(array).slice()));
    requireTargets(graph, out);
    for (let i = 0; i < outputs.length; i++) copyInto(out[i], outputs[i]);
    return out;
  };
}

// The memory of a compiled graph: take(tensor) gives data for its elements, next(array) ends an equation.  Data that no
// later equation reads, not even through a view, is given out again for as many elements of the same type.
function reusedMemory(graph) {
  const last = lastReads(graph);
  const free = new Map();
  const ends = graph.equations.map(() => []);
  let now = 0;

  function take(tensor) {
    const { element, size } = tensor.type;
    const kind = `${STORED[element].name} ${size}`;
    const data = free.get(kind)?.pop() ?? memoryFor(tensor.type);
    ends[last.get(tensor)]?.push([kind, data]);
    return data;
  }

  function next(array) {
    for (const [kind, data] of ends[now]) {
      if (!free.has(kind)) free.set(kind, []);
      free.get(kind).push(data);
    }
    now++;
    return array;
  }

  return { take, next };
}

// {tensor: the number of the last equation that reads its data}; Infinity for an output.
function lastReads(graph) {
  const last = new Map(graph.outputs.map((y) => [y, Infinity]));
  for (let now = graph.equations.length - 1; now >= 0; now--) {
    const { op, inputs, output } = graph.equations[now];
    if (!last.has(output)) last.set(output, now);
    const read = OPS[op].view ? last.get(output) : now; // a view is read when its output is
    for (const x of inputs) last.set(x, Math.max(read, last.get(x) ?? 0));
  }
  return last;
}

// Copy the numbers of an array into another of the same type.
function copyInto(target, array) {
  if (isRowMajor(target) && isRowMajor(array)) target.data.set(numbersOf(array), target.offset);
  else copying(array, target)();
}

function requireTargets(graph, out) {
  const wanted = graph.outputs.length;
  require(out.length === wanted, `${graph.name} returns ${counted(wanted, "array")}, but out has ${out.length}`);
  graph.outputs.forEach((y, i) => {
    const type = out[i]?.type;
    const found = () => (type ? typeText(type) : "no array");
    require(type && sameType(type, y.type), () => `out for ${y.name} is ${found()}, wanted ${typeText(y.type)}`);
  });
}

// ---- walking over elements --------------------------------------------------
//
// An op is written as
//
//     name: {
//       inputs: 2,                              how many; null for any number
//       params: ["axis", "keepdims", "dtype?"], by name, in the form that Python writes; ? if it may be missing
//       infer(types, params)                    -> the type of the output; GraphError for what does not fit
//       view(arrays, params, type)              -> the output as a view of the inputs, or null where none is possible
//       kernel(arrays, params, out)             -> run, a function that computes the output into out
//     }
//
// with view, or kernel, or both.  The kernel is made once, for arrays whose data stays where it is, and run at every
// step: what depends on shapes is worked out before, and run makes no arrays.  out is always whole: row by row from
// the start of its data.

// The elements of a shape, in order, as rows of which each array takes even steps: {count, length, starts, steps},
// where row r of array a begins at starts[a][r], and goes on by steps[a].  Axes that can be walked as one become one.
function rowsOf(shape, arrays) {
  const axes = [];
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const steps = arrays.map(({ strides }) => strides[axis]);
    const before = axes.at(-1);
    const joined = before?.steps.every((step, a) => step === steps[a] * size);
    if (joined) axes[axes.length - 1] = { size: before.size * size, steps };
    else axes.push({ size, steps });
  });
  const row = axes.pop() ?? { size: 1, steps: arrays.map(() => 0) };
  const sizes = axes.map(({ size }) => size);
  const count = row.size ? product(sizes) : 0;
  const starts = arrays.map(({ offset }, a) => places(sizes, axes.map(({ steps }) => steps[a]), offset));
  return { count, length: row.size, starts, steps: row.steps };
}

// Where the elements of an array are in its data, in order.
function places(shape, strides, offset) {
  const found = new Int32Array(product(shape)).fill(offset);
  let known = 1; // so many are right: those of the axes inside
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const end = Math.min(known * shape[axis], found.length);
    for (let i = known; i < end; i++) found[i] = found[i - known] + strides[axis];
    known = end;
  }
  return found;
}

// The kernel that goes over out and the arrays row by row: row(z, k, n, x, i, a, y, j, b, w, l, c) puts n elements into
// z, from place k on, computed from those of x from i on in steps of a, and likewise of y and w.
function byRows(row, arrays, out) {
  const { count, length, starts, steps } = rowsOf(out.type.shape, arrays);
  const [x, y, w] = arrays.map(({ data }) => data);
  const [a, b, c] = steps;
  const [xs, ys = xs, ws = xs] = starts;
  const z = out.data;
  return () => {
    for (let r = 0; r < count; r++) row(z, r * length, length, x, xs[r], a, y, ys[r], b, w, ws[r], c);
  };
}

// The row that puts f of the elements at the same place into z.
function rowOf(f) {
  if (f.length === 1) {
    return (z, k, n, x, i, a) => {
      for (const end = k + n; k < end; k++, i += a) z[k] = f(x[i]);
    };
  }
  if (f.length === 2) {
    return (z, k, n, x, i, a, y, j, b) => {
      for (const end = k + n; k < end; k++, i += a, j += b) z[k] = f(x[i], y[j]);
    };
  }
  return (z, k, n, x, i, a, y, j, b, w, l, c) => {
    for (const end = k + n; k < end; k++, i += a, j += b, l += c) z[k] = f(x[i], y[j], w[l]);
  };
}

const elementwise = (f, arrays, out) => byRows(rowOf(f), arrays, out);

// An op that does the same with each element: its type rule, and f.
// whole and big, where these need something else, are for whole numbers of up to 32 bits and for those of 64.
// row is what rowOf(f) would be, written out: five times quicker, for a loop that calls many functions is not compiled
// with any of them inside.
function numberwise(rule, f, { whole = f, big = f, row = rowOf(f) } = {}) {
  return {
    inputs: f.length,
    params: [],
    infer: (types) => rule(...types),
    kernel(arrays, params, out) {
      const { type } = arrays.at(-1);
      if (isBig(type)) return elementwise(big, arrays, out);
      return isWhole(type) && whole !== f ? elementwise(whole, arrays, out) : byRows(row, arrays, out);
    },
  };
}

// The loops that networks spend their time in.
const ROWS = {
  add(z, k, n, x, i, a, y, j, b) {
    for (const end = k + n; k < end; k++, i += a, j += b) z[k] = x[i] + y[j];
  },
  subtract(z, k, n, x, i, a, y, j, b) {
    for (const end = k + n; k < end; k++, i += a, j += b) z[k] = x[i] - y[j];
  },
  multiply(z, k, n, x, i, a, y, j, b) {
    for (const end = k + n; k < end; k++, i += a, j += b) z[k] = x[i] * y[j];
  },
  divide(z, k, n, x, i, a, y, j, b) {
    for (const end = k + n; k < end; k++, i += a, j += b) z[k] = x[i] / y[j];
  },
  negative(z, k, n, x, i, a) {
    for (const end = k + n; k < end; k++, i += a) z[k] = -x[i];
  },
  maximum(z, k, n, x, i, a, y, j, b) {
    for (const end = k + n; k < end; k++, i += a, j += b) z[k] = Math.max(x[i], y[j]);
  },
  exp(z, k, n, x, i, a) {
    for (const end = k + n; k < end; k++, i += a) z[k] = Math.exp(x[i]);
  },
  sqrt(z, k, n, x, i, a) {
    for (const end = k + n; k < end; k++, i += a) z[k] = Math.sqrt(x[i]);
  },
  relu(z, k, n, x, i, a) {
    for (const end = k + n; k < end; k++, i += a) z[k] = Math.max(x[i], 0);
  },
  sigmoid(z, k, n, x, i, a) {
    for (const end = k + n; k < end; k++, i += a) z[k] = 1 / (1 + Math.exp(-x[i]));
  },
  tanh(z, k, n, x, i, a) {
    for (const end = k + n; k < end; k++, i += a) z[k] = Math.tanh(x[i]);
  },
  equal(z, k, n, x, i, a, y, j, b) {
    for (const end = k + n; k < end; k++, i += a, j += b) z[k] = x[i] === y[j] ? 1 : 0;
  },
  greater(z, k, n, x, i, a, y, j, b) {
    for (const end = k + n; k < end; k++, i += a, j += b) z[k] = x[i] > y[j] ? 1 : 0;
  },
  where(z, k, n, x, i, a, y, j, b, w, l, c) {
    for (const end = k + n; k < end; k++, i += a, j += b, l += c) z[k] = x[i] ? y[j] : w[l];
  },
  mask(z, k, n, x, i, a, y, j, b) {
    for (const end = k + n; k < end; k++, i += a, j += b) z[k] = y[j] ? x[i] : 0;
  },
};

// ---- copying ----------------------------------------------------------------

// The kernel that copies x, element by element, into out, which need not be whole: it may be a part of an array.
function copying(x, out) {
  if (isRowMajor(x) && isRowMajor(out)) {
    const all = x.data.subarray(x.offset, x.offset + x.type.size);
    return x.type.size ? () => out.data.set(all, out.offset) : () => {};
  }
  return pairing(copyRow, x, out);
}

// The kernel that lets row(z, k, c, n, x, i, a) go over the rows of x and of out, of the same shape, side by side: n
// elements of x from place i on, in steps of a, and n of z from place k on, in steps of c.
function pairing(row, x, out) {
  const { count, length, starts, steps } = rowsOf(x.type.shape, [x, out]);
  const [from, to] = starts;
  const [a, c] = steps;
  return () => {
    for (let r = 0; r < count; r++) row(out.data, to[r], c, length, x.data, from[r], a);
  };
}

function copyRow(z, k, c, n, x, i, a) {
  for (; n > 0; n--, k += c, i += a) z[k] = x[i];
}

// ---- type rules -------------------------------------------------------------
//
// What several ops ask of the types of their inputs, and what comes out: ngteach/ops/rules.py.

function oneType(...types) {
  const [first] = types;
  for (const t of types) {
    const both = () => `${typeText(first)} and ${typeText(t)} differ in`;
    require(t.element === first.element, () => `${both()} element type; write convert(..., ${promoted(first, t)})`);
    require(sameNumbers(t.shape, first.shape), () => `${both()} shape`);
  }
  return first;
}

// The element type to convert both to: a float before a whole number, either before bool, the wider one first.
function promoted(t, u) {
  const rank = ({ element }) => {
    const kind = "buif".indexOf(element[0]);
    const wide = element === "f32" || element === "f64" ? 32 : element === "bool" ? 8 : Number(element.slice(1));
    return 1000 * kind + wide;
  };
  return (rank(u) > rank(t) ? u : t).element;
}

// The type, unless its numbers are only stored: f16.
function computable(type) {
  require(type.element !== "f16", `${typeText(type)} is stored but not computed with; write convert(..., f32)`);
  return type;
}

function numeric(...types) {
  const type = oneType(...types);
  const advice = "write convert(..., f32), or use the logical ops";
  require(type.element !== "bool", `${typeText(type)} is not numeric; ${advice}`);
  return computable(type);
}

function floats(...types) {
  const type = computable(oneType(...types));
  require(isFloat(type), `${typeText(type)} is not a float type; write convert(..., f32)`);
  return type;
}

function whole(...types) {
  const type = oneType(...types);
  require(isWhole(type), `${typeText(type)} is not a type of whole numbers; write convert(..., i32)`);
  return type;
}

function logical(...types) {
  const type = oneType(...types);
  require(type.element === "bool", `${typeText(type)} is not bool; compare it first, for example x > 0`);
  return type;
}

const compared = (...types) => withElement(computable(oneType(...types)), "bool");

function chosen(condition, x, y) {
  const ok = condition.element === "bool";
  require(ok, `the condition must be bool, found ${typeText(condition)}; write for example x > 0`);
  const type = oneType(x, y);
  const both = `${typeText(condition)} and ${typeText(type)}`;
  require(sameNumbers(condition.shape, type.shape), `${both} differ in shape`);
  return type;
}

function masked(x, condition) {
  const ok = condition.element === "bool" && sameNumbers(condition.shape, x.shape);
  require(ok, `the condition must be bool, found ${typeText(condition)} for ${typeText(x)}`);
  return floats(x);
}

// Parameters, in the form that Python writes: axes counted from 0, without duplicates.

function shapeIn(found, name = "shape") {
  require(Array.isArray(found) && found.every(isCount), `${name} is a list of whole numbers, found ${brief(found)}`);
  return found;
}

function axisIn(type, axis) {
  const { length } = type.shape;
  require(isCount(axis) && axis < length, `${typeText(type)} has no axis ${brief(axis)}; axes count from 0`);
  return axis;
}

// Several axes of a type, in order.
function axesIn(type, axes) {
  require(Array.isArray(axes), `axis is a list of axes, found ${brief(axes)}`);
  axes.forEach((axis) => axisIn(type, axis));
  const ordered = axes.every((axis, i) => !i || axes[i - 1] < axis);
  require(ordered, `the axes ${brief(axes)} are not in order, each once`);
  return axes;
}

function flagIn(found, name) {
  require(typeof found === "boolean", `${name} is true or false, found ${brief(found)}`);
  return found;
}

function elementIn(found) {
  require(typeof found === "string" && Object.hasOwn(STORED, found), `${brief(found)} is not an element type`);
  return found;
}

// ---- arithmetic -------------------------------------------------------------

const ARITHMETIC = {
  add: numberwise(numeric, (x, y) => x + y, { row: ROWS.add }),
  subtract: numberwise(numeric, (x, y) => x - y, { row: ROWS.subtract }),
  multiply: numberwise(numeric, (x, y) => x * y, { whole: Math.imul, row: ROWS.multiply }),
  divide: numberwise(floats, (x, y) => x / y, { row: ROWS.divide }),
  negative: numberwise(numeric, (x) => -x, { row: ROWS.negative }),
  maximum: numberwise(numeric, (x, y) => Math.max(x, y), { big: (x, y) => (x > y ? x : y), row: ROWS.maximum }),
  minimum: numberwise(numeric, (x, y) => Math.min(x, y), { big: (x, y) => (x < y ? x : y) }),
  abs: numberwise(numeric, (x) => Math.abs(x), { big: (x) => (x < 0n ? -x : x) }),
  sign: numberwise(numeric, (x) => (x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x), {
    big: (x) => (x > 0n ? 1n : x < 0n ? -1n : 0n),
  }),
  exp: numberwise(floats, (x) => Math.exp(x), { row: ROWS.exp }),
  log: numberwise(floats, (x) => Math.log(x)),
  sqrt: numberwise(floats, (x) => Math.sqrt(x), { row: ROWS.sqrt }),
};

// ---- between the layers -----------------------------------------------------

const ACTIVATIONS = {
  relu: numberwise(numeric, (x) => Math.max(x, 0), { big: (x) => (x > 0n ? x : 0n), row: ROWS.relu }),
  sigmoid: numberwise(floats, (x) => 1 / (1 + Math.exp(-x)), { row: ROWS.sigmoid }),
  tanh: numberwise(floats, (x) => Math.tanh(x), { row: ROWS.tanh }),
  softplus: numberwise(floats, (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
};

// ---- comparing and choosing -------------------------------------------------

const COMPARISONS = {
  equal: numberwise(compared, (x, y) => (x === y ? 1 : 0), { row: ROWS.equal }),
  not_equal: numberwise(compared, (x, y) => (x !== y ? 1 : 0)),
  less: numberwise(compared, (x, y) => (x < y ? 1 : 0)),
  less_equal: numberwise(compared, (x, y) => (x <= y ? 1 : 0)),
  greater: numberwise(compared, (x, y) => (x > y ? 1 : 0), { row: ROWS.greater }),
  greater_equal: numberwise(compared, (x, y) => (x >= y ? 1 : 0)),
  logical_and: numberwise(logical, (x, y) => x & y),
  logical_or: numberwise(logical, (x, y) => x | y),
  logical_xor: numberwise(logical, (x, y) => x ^ y),
  logical_not: numberwise(logical, (x) => 1 - x),
  where: numberwise(chosen, (condition, x, y) => (condition ? x : y), { row: ROWS.where }),
  mask: numberwise(masked, (x, condition) => (condition ? x : 0), { row: ROWS.mask }),
};

// ---- functions of one number ------------------------------------------------
//
// JavaScript's Math has most of them, in 64 bits; what is stored in f32 is rounded once more.

const same = (x) => x;
const answered = (type) => withElement(computable(type), "bool");

const FUNCTIONS = {
  exp2: numberwise(floats, (x) => 2 ** x),
  expm1: numberwise(floats, Math.expm1),
  log1p: numberwise(floats, Math.log1p),
  log2: numberwise(floats, Math.log2),
  log10: numberwise(floats, Math.log10),
  logaddexp: numberwise(floats, logOfSum),
  logaddexp2: numberwise(floats, log2OfSum),
  power: numberwise(numeric, powerOfFloats, { whole: powerOfNumbers, big: powerOfBigInts }),
  cbrt: numberwise(floats, Math.cbrt),
  sin: numberwise(floats, Math.sin),
  cos: numberwise(floats, Math.cos),
  tan: numberwise(floats, Math.tan),
  arcsin: numberwise(floats, Math.asin),
  arccos: numberwise(floats, Math.acos),
  arctan: numberwise(floats, Math.atan),
  arctan2: numberwise(floats, Math.atan2),
  hypot: numberwise(floats, Math.hypot),
  sinh: numberwise(floats, Math.sinh),
  cosh: numberwise(floats, Math.cosh),
  arcsinh: numberwise(floats, Math.asinh),
  arccosh: numberwise(floats, Math.acosh),
  arctanh: numberwise(floats, Math.atanh),
  floor: numberwise(numeric, Math.floor, { big: same }),
  ceil: numberwise(numeric, Math.ceil, { big: same }),
  trunc: numberwise(numeric, Math.trunc, { big: same }),
  rint: numberwise(floats, roundedToEven),
  isnan: numberwise(answered, (x) => (x !== x ? 1 : 0)),
  isinf: numberwise(answered, (x) => (Math.abs(x) === Infinity ? 1 : 0), { big: (x) => 0 }),
  isfinite: numberwise(answered, (x) => (Number.isFinite(x) ? 1 : 0), { big: (x) => 1 }),
  signbit: numberwise((type) => answered(numeric(type)), (x) => (x < 0 || Object.is(x, -0) ? 1 : 0)),
  erf: numberwise(floats, erf),
  erfinv: numberwise(floats, erfinv),
};

// log(e ** x + e ** y); the difference of two equal infinities would be NaN.
function logOfSum(x, y) {
  const rest = Math.log1p(Math.exp(-Math.abs(x - y)));
  return x === y ? x + Math.LN2 : larger(x, y) + rest;
}

function log2OfSum(x, y) {
  const rest = Math.log1p(2 ** -Math.abs(x - y)) * Math.LOG2E;
  return x === y ? x + 1 : larger(x, y) + rest;
}

const larger = (x, y) => (x > y ? x : y);

// As C has it: 1 to any power is 1, and so is -1 to an infinite one, of which JavaScript makes NaN.
function powerOfFloats(x, y) {
  if (y === 2) return x * x; // these are most powers in networks, and this is eight times quicker
  if (y === 3) return x * x * x;
  return x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y;
}

// The power of a whole number, modulo 2 ** 32 or 2 ** 64: squared again and again.  A negative power is 1 / x ** n
// without what is behind the point: 0, unless x is 1 or -1.
function powerOfNumbers(x, y) {
  if (y < 0) return x === 1 ? 1 : x === -1 ? (y % 2 ? -1 : 1) : 0;
  let result = 1;
  for (let base = x, left = y; left > 0; left = Math.floor(left / 2)) {
    if (left % 2) result = Math.imul(result, base);
    base = Math.imul(base, base);
  }
  return result;
}

function powerOfBigInts(x, y) {
  if (y < 0n) return x === 1n ? 1n : x === -1n ? (y % 2n ? -1n : 1n) : 0n;
  let result = 1n;
  for (let base = x, left = y; left > 0n; left >>= 1n) {
    if (left & 1n) result = BigInt.asUintN(64, result * base);
    base = BigInt.asUintN(64, base * base);
  }
  return result;
}

// The nearest whole number, of two the even one: beside 2 ** 52 a float has no room for what is behind the point.
function roundedToEven(x) {
  if (!(Math.abs(x) < 2 ** 52)) return x;
  const large = x < 0 ? -(2 ** 52) : 2 ** 52;
  return x + large - large || x * 0; // -0.3 becomes -0
}

// The error function and its inverse are polynomials; ngteach/ops/special.py tells how they were made.
// Near 0, x times a polynomial in x * x; further out 1 - e ** (-x * x) times one in (x - 2) / (x + 2).
function erf(x) {
  const size = Math.min(Math.abs(x), 6); // beyond, it is 1
  const square = size * size;
  const y =
    size < 1
      ? size + size * polynomial(ERF_NEAR, square)
      : 1 - Math.exp(-square) * polynomial(ERF_FAR, (size - 2) / (size + 2));
  return x < 0 || Object.is(x, -0) ? -y : y;
}

// x times a polynomial in w = -log(1 - x * x) or, close to 1, in the square root of that; both moved to [-1, 1].
function erfinv(x) {
  const size = Math.abs(x);
  if (size === 1) return x * Infinity;
  const [middle, last] = [8, 37];
  const w = Math.min(-Math.log((1 - size) * (1 + size)), last);
  if (w < middle) return x * polynomial(ERFINV_NEAR, w * (2 / middle) - 1);
  const [low, high] = [Math.sqrt(middle), Math.sqrt(last)];
  return x * polynomial(ERFINV_FAR, (Math.sqrt(w) * 2 - (high + low)) / (high - low));
}

// Horner's rule; the coefficient of the highest power comes first.
function polynomial(coefficients, x) {
  let y = coefficients[0];
  for (let i = 1; i < coefficients.length; i++) y = y * x + coefficients[i];
  return y;
}

const ERF_NEAR = [
  5.957176147748911e-11, -1.1372848856791674e-9, 1.4659775274047436e-8, -1.6350312701054695e-7,
  1.6461000484121368e-6, -1.4925595266831182e-5, 0.0001205533111164271, -0.000854832698083379,
  0.0052239776248180145, -0.026866170645076792, 0.11283791670954879, -0.3761263890318375, 0.1283791670955126,
];

const ERF_FAR = [
  3.917059299925389e-6, 1.820143195975009e-6, -1.4067532694582058e-5, -2.7647305443610053e-5,
  2.754312818566672e-5, 0.00017436697232946864, 4.3554202452705896e-5, -0.0009819773208131022,
  -0.0008471431980760424, 0.006997461747753573, 0.00373289240349224, -0.07897858101585253, 0.24165819424246987,
  -0.4271858474139579, 0.25539567631050575,
];

const ERFINV_NEAR = [
  -5.02970832484079e-9, 1.383484596007461e-8, 2.389126540665946e-8, -1.2292289534345906e-7,
  6.293154931111899e-8, 3.885962377168951e-7, -8.453304379965982e-7, 1.9750887436602887e-7,
  2.465476110135882e-6, -5.660451711095853e-6, 2.8333286958656487e-6, 1.4806543076693386e-5,
  -4.1276000707478254e-5, 3.1262900262222185e-5, 8.794024806503562e-5, -0.0003009965419209512,
  0.0003051307579241805, 0.0004849797180143967, -0.0021912918135418773, 0.0029039612188692583,
  0.0019928778434596633, -0.01588750457010772, 0.030432714016693074, -0.013054209120128842, -0.11553695922940534,
  0.9134187413507605, 1.8587791124269735,
];

const ERFINV_FAR = [
  2.8897508142263796e-9, -3.1144183414522803e-9, -2.5699926659144782e-8, 5.931030843521579e-8,
  4.355060978786507e-9, -1.8872689808603737e-7, 4.1233323418892913e-7, -5.150946920947344e-7,
  -2.268572590297083e-8, 1.9064360420407628e-6, -4.865817839006581e-6, 6.63448183114784e-6,
  -3.2389502187227676e-6, -9.057513483763184e-6, 3.0677377414355666e-5, -5.6766002696175014e-5,
  7.909137852722658e-5, -9.21059901778385e-5, 0.00010075182630090218, -0.00012845043789745794,
  0.00022851313619002547, -0.0005034171329284313, 0.0011033199376248588, -0.0019703594516967704,
  0.0010234439727658073, 1.643766620610912, 4.2998949349021585,
];

// ---- integers ---------------------------------------------------------------
//
// Those of up to 32 bits are numbers, those of 64 are BigInts: so there are two functions wherever / or % rounds, or
// where a product would lose its last bits.

const INTEGERS = {
  bitwise_and: numberwise(whole, (x, y) => x & y),
  bitwise_or: numberwise(whole, (x, y) => x | y),
  bitwise_xor: numberwise(whole, (x, y) => x ^ y),
  invert: numberwise(whole, (x) => ~x),
  left_shift: numberwise(whole, (x, y) => (y >= 0 && y < 32 ? x << y : 0), {
    big: (x, y) => (y >= 0n && y < 64n ? x << y : 0n),
  }),
  right_shift: numberwise(whole, (x, y) => (y >= 0 && y < 32 ? Math.floor(x / 2 ** y) : x < 0 ? -1 : 0), {
    big: (x, y) => (y >= 0n && y < 64n ? x >> y : x < 0n ? -1n : 0n),
  }),
  bitwise_count: numberwise((type) => withElement(whole(type), "u8"), (x) => ones(Math.abs(x)), {
    big: (x) => ones(x < 0n ? -x : x),
  }),
  gcd: numberwise(whole, gcdOfNumbers, { big: gcdOfBigInts }),
  lcm: numberwise(whole, lcmOfNumbers, { big: lcmOfBigInts }),
  floor_divide: {
    ...numberwise(numeric, floorDivideNumbers),
    kernel(arrays, params, out) {
      const rounded = out.type.element === "f32" ? Math.fround : same;
      const ofFloats = (x, y) => floorDivideFloats(x, y, rounded);
      const ofWhole = isBig(out.type) ? floorDivideBigInts : floorDivideNumbers;
      return elementwise(isFloat(out.type) ? ofFloats : ofWhole, arrays, out);
    },
  },
  remainder: numberwise(numeric, remainderOfFloats, { whole: remainderOfNumbers, big: remainderOfBigInts }),
  fmod: numberwise(numeric, (x, y) => x % y, {
    whole: (x, y) => (y === 0 ? 0 : x % y),
    big: (x, y) => (y === 0n ? 0n : x % y),
  }),
};

const ones = (size) => size.toString(2).replaceAll("0", "").length;

function gcdOfNumbers(x, y) {
  let [a, b] = [Math.abs(x), Math.abs(y)];
  while (b) [a, b] = [b, a % b];
  return a;
}

function gcdOfBigInts(x, y) {
  let [a, b] = [x < 0n ? -x : x, y < 0n ? -y : y];
  while (b) [a, b] = [b, a % b];
  return a;
}

function lcmOfNumbers(x, y) {
  const common = gcdOfNumbers(x, y);
  return common === 0 ? 0 : Math.imul(Math.abs(x) / common, Math.abs(y));
}

function lcmOfBigInts(x, y) {
  const common = gcdOfBigInts(x, y);
  return common === 0n ? 0n : ((x < 0n ? -x : x) / common) * (y < 0n ? -y : y);
}

// Python's // and % for floats, each step rounded as the element type rounds it: what % leaves over is exact.
function floorDivideFloats(x, y, round) {
  if (y === 0) return x / y;
  const rest = x % y;
  let quotient = round(round(x - rest) / y);
  if (rest !== 0 && y < 0 !== rest < 0) quotient = round(quotient - 1);
  if (quotient === 0) return x / y < 0 || Object.is(x / y, -0) ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

function remainderOfFloats(x, y) {
  const rest = x % y;
  if (rest === 0) return y < 0 ? -0 : 0;
  return y < 0 !== rest < 0 ? rest + y : rest;
}

function floorDivideNumbers(x, y) {
  return y === 0 ? 0 : Math.floor(x / y);
}

function remainderOfNumbers(x, y) {
  if (y === 0) return 0;
  const rest = x % y;
  return rest !== 0 && y < 0 !== rest < 0 ? rest + y : rest;
}

function floorDivideBigInts(x, y) {
  if (y === 0n) return 0n;
  const quotient = x / y;
  return x % y !== 0n && x < 0n !== y < 0n ? quotient - 1n : quotient;
}

function remainderOfBigInts(x, y) {
  if (y === 0n) return 0n;
  const rest = x % y;
  return rest !== 0n && y < 0n !== rest < 0n ? rest + y : rest;
}

// ---- numbers of their own, and in other types -------------------------------

const CONSTANTS = {
  // params.value is an array, which readGraph has made and checked.
  constant: {
    inputs: 0,
    params: ["value"],
    infer: (types, { value }) => value.type,
    view: (arrays, { value }) => value,
  },
  convert: {
    inputs: 1,
    params: ["dtype"],
    infer: ([x], { dtype }) => withElement(x, elementIn(dtype)),
    kernel([x], params, out) {
      const convert = conversion(x.type, out.type);
      return convert === stored ? copying(x, out) : elementwise(convert, [x], out);
    },
  },
};

// The function that makes a number of one type one of another, as NumPy casts it.
function conversion(from, to) {
  if (to.element === "bool") return isBig(from) ? (x) => (x === 0n ? 0 : 1) : (x) => (x === 0 ? 0 : 1);
  if (isBig(to)) return isBig(from) ? stored : asBig;
  if (isBig(from) && isWhole(to)) return (x) => Number(BigInt.asIntN(32, x)); // what is stored wraps around once more
  const number = isBig(from) ? Number : stored;
  return to.element === "f16" ? (x) => roundedToF16(number(x)) : number;
}

const stored = (x) => x; // to be stored is all that it takes

const SMALLEST_BIG = -(2n ** 63n); // what a processor makes of a float that does not fit
const asBig = (x) => (Number.isFinite(x) && Math.abs(x) < 2 ** 64 ? BigInt(Math.trunc(x)) : SMALLEST_BIG);

// The nearest number that 16 bits have, the even one of two: 11 binary digits, from 2**-24 to 65504.
function roundedToF16(x) {
  const size = Math.abs(x);
  if (!(size < 65520)) return x > 0 ? Infinity : x < 0 ? -Infinity : x;
  const unit = 2 ** (Math.max(Math.floor(Math.log2(size)), -14) - 10);
  const rounded = (size / unit + 2 ** 52 - 2 ** 52) * unit; // beyond 2**52 there are no fractions
  return x < 0 || Object.is(x, -0) ? -rounded : rounded;
}

// ---- the same numbers in another shape --------------------------------------

const sameArray = {
  infer: ([x]) => x,
  view: ([x]) => x,
};

const SHAPES = {
  identity: { inputs: 1, params: [], ...sameArray },
  stop_gradient: { inputs: 1, params: [], ...sameArray },
  optimization_barrier: { inputs: 2, params: [], ...sameArray },
  reshape: {
    inputs: 1,
    params: ["shape"],
    infer([x], { shape }) {
      const y = withShape(x, shapeIn(shape));
      require(y.size === x.size, `${typeText(x)} has ${x.size} elements, but the shape [${shape}] has ${y.size}`);
      return y;
    },
    view: ([x], params, type) => reshaped(x, type),
    kernel: ([x], params, out) => copying(x, wholeArray(x.type, out.data)),
  },
  transpose: {
    inputs: 1,
    params: ["axes"],
    infer([x], { axes }) {
      const whole = Array.isArray(axes) && axes.every(isCount);
      const sorted = whole ? [...axes].sort((a, b) => a - b) : [null];
      const all = sameNumbers(sorted, [...x.shape.keys()]);
      require(all, `the axes ${brief(axes)} are not those of ${typeText(x)}, each once`);
      return withShape(x, axes.map((axis) => x.shape[axis]));
    },
    view: ([x], { axes }, type) => ({ ...x, type, strides: axes.map((axis) => x.strides[axis]) }),
  },
  broadcast: {
    inputs: 1,
    params: ["shape"],
    infer([x], { shape }) {
      const added = shapeIn(shape).length - x.shape.length;
      const fits = added >= 0 && x.shape.every((d, axis) => d === 1 || d === shape[axis + added]);
      const advice = "an axis must be equal, 1 or missing on the left";
      require(fits, `${typeText(x)} does not fit the shape [${shape}]; ${advice}`);
      return withShape(x, shape);
    },
    view([x], { shape }, type) {
      const added = shape.length - x.type.shape.length;
      const step = (axis) => (axis < added || x.type.shape[axis - added] === 1 ? 0 : x.strides[axis - added]);
      return { ...x, type, strides: shape.map((d, axis) => step(axis)) };
    },
  },
};

// x in another shape as a view, or null: if what becomes one axis does not lie in even steps.  Both shapes are gone
// through from the last axis to the first: an axis of the new one takes a part of one of x, or several whole ones.
function reshaped(x, type) {
  if (isRowMajor(x)) return { ...x, type, strides: rowMajor(type.shape) };
  const kept = x.type.shape.map((size, axis) => ({ size, step: x.strides[axis] })).filter(({ size }) => size !== 1);
  const strides = new Array(type.shape.length);
  let place = kept.length - 1;
  let room = 1; // what is left of the axis of x that was taken last, in elements
  let step = 1;
  for (let axis = type.shape.length - 1; axis >= 0; axis--) {
    const size = type.shape[axis];
    let wanted = size;
    if (size === 1) {
      strides[axis] = step * room;
      continue;
    }
    if (room === 1) ({ size: room, step } = kept[place--]);
    strides[axis] = step;
    while (wanted % room === 0 && wanted > room) {
      wanted /= room;
      const before = kept[place--];
      if (before.step !== step * room) return null;
      ({ size: room, step } = before);
    }
    if (room % wanted) return null;
    room /= wanted;
    step *= wanted;
  }
  return { ...x, type, strides };
}

// ---- parts, and what is joined ----------------------------------------------

const PARTS = {
  slice: {
    inputs: 1,
    params: ["index"],
    infer([x], { index }) {
      const ranges = rangesIn(index);
      const { length } = x.shape;
      require(ranges.length === length, `${typeText(x)} has ${length} axes, but the index has ${ranges.length}`);
      return withShape(x, partShape(x.shape, ranges));
    },
    view: ([x], { index }, type) => part(x, index, type),
  },
  // Zeros, with x in the part that slice would take.
  embed: {
    inputs: 1,
    params: ["shape", "index"],
    infer([x], { shape, index }) {
      const ranges = rangesIn(index);
      const { length } = shapeIn(shape);
      require(ranges.length === length, `the shape [${shape}] has ${length} axes, but the index has ${ranges.length}`);
      const filled = partShape(shape, ranges);
      require(sameNumbers(filled, x.shape), `${typeText(x)} does not fill the part [${filled}]`);
      return withShape(x, shape);
    },
    kernel([x], { index }, out) {
      const copy = copying(x, part(out, index, x.type));
      const zero = isBig(out.type) ? 0n : 0;
      return () => {
        out.data.fill(zero);
        copy();
      };
    },
  },
  join: {
    inputs: null,
    params: ["axis"],
    infer(types, { axis }) {
      require(types.length, "takes a list of tensors, found none");
      const [first] = types;
      axisIn(first, axis);
      for (const x of types) {
        const both = `${typeText(first)} and ${typeText(x)}`;
        const advice = `write convert(..., ${promoted(first, x)})`;
        require(x.element === first.element, `${both} differ in element type; ${advice}`);
        const others = [x, first].map(({ shape }) => shape.toSpliced(axis, 1));
        const fits = x.shape.length === first.shape.length && sameNumbers(...others);
        require(fits, `${both} may differ only in axis ${axis}`);
      }
      const total = types.reduce((sum, x) => sum + x.shape[axis], 0);
      return withShape(first, first.shape.with(axis, total));
    },
    kernel(arrays, { axis }, out) {
      let offset = 0;
      const copies = arrays.map((x) => {
        const place = { ...out, type: x.type, offset };
        offset += x.type.shape[axis] * out.strides[axis];
        return copying(x, place);
      });
      return () => {
        for (let i = 0; i < copies.length; i++) copies[i]();
      };
    },
  },
};

// Python's slices: [start, stop, step] for each axis, where null is the end that the step comes from or goes to.
function rangesIn(index) {
  const isEnd = (n) => n === null || Number.isInteger(n);
  const isStep = (n) => Number.isInteger(n) && n !== 0;
  const isRange = (r) => Array.isArray(r) && r.length === 3 && isEnd(r[0]) && isEnd(r[1]) && isStep(r[2]);
  const good = Array.isArray(index) && index.every(isRange);
  require(good, `the index must have a [start, stop, step] for each axis, found ${brief(index)}`);
  return index;
}

// Where a slice of an axis begins, and how many elements it has; below 0, positions count from the end.
function rangeOf([start, stop, step], size) {
  const [lowest, highest] = step > 0 ? [0, size] : [-1, size - 1];
  const inside = (n) => Math.min(Math.max(n < 0 ? n + size : n, lowest), highest);
  const from = start === null ? (step > 0 ? lowest : highest) : inside(start);
  const to = stop === null ? (step > 0 ? highest : lowest) : inside(stop);
  return { from, length: Math.max(Math.ceil((to - from) / step), 0) };
}

const partShape = (shape, index) => shape.map((size, axis) => rangeOf(index[axis], size).length);

function part(x, index, type) {
  let { offset } = x;
  const strides = x.strides.map((step, axis) => {
    if (type.shape[axis] > 0) offset += rangeOf(index[axis], x.type.shape[axis]).from * step;
    return type.shape[axis] > 1 ? index[axis][2] * step : step;
  });
  return { type, data: x.data, offset, strides };
}

// ---- indexing ---------------------------------------------------------------

const INDEXING = {
  gather: {
    inputs: null,
    params: ["outside?"],
    infer([x, ...indices], { outside }) {
      require(outside === undefined || outside === "zeros", `outside is "zeros" or missing, found ${brief(outside)}`);
      return picked(x, indices);
    },
    kernel([x, ...indices], { outside }, out) {
      const spot = spotsOf(indices, x.type.shape, x.strides);
      const rest = places(x.type.shape.slice(indices.length), x.strides.slice(indices.length), 0);
      const lost = outside === "zeros" ? zeroOf(x.type) : missingOf(x.type);
      return () => {
        for (let n = 0, k = 0; n < spot.count; n++) {
          const start = spot.at(n);
          for (let r = 0; r < rest.length; r++) {
            out.data[k++] = Number.isNaN(start) ? lost : x.data[x.offset + start + rest[r]];
          }
        }
      };
    },
  },
  scatter: {
    inputs: null,
    params: [],
    infer: ([x, updates, ...indices]) => written(x, updates, indices),
    kernel: ([x, updates, ...indices], params, out) => writing(x, updates, indices, out, (old, update) => update),
  },
  scatter_add: {
    inputs: null,
    params: [],
    infer: ([x, updates, ...indices]) => numeric(written(x, updates, indices)),
    kernel: ([x, updates, ...indices], params, out) => writing(x, updates, indices, out, (old, update) => old + update),
  },
};

// The type of x[i, j, ...]: the shape to which the indices broadcast, then the axes of x that have none.
function picked(x, indices) {
  const fits = x && indices.length > 0 && indices.length <= x.shape.length;
  require(fits, `takes a tensor and an index for one of its axes or more, found ${indices.length}`);
  for (const i of indices) {
    require(isWhole(i), `an index must be whole numbers, found ${typeText(i)}; write convert(..., i32)`);
  }
  return withShape(x, [...commonShape(indices), ...x.shape.slice(indices.length)]);
}

function written(x, updates, indices) {
  const part = picked(x, indices);
  const [a, b] = [typeText(x), typeText(updates)];
  require(updates.element === x.element, `${a} and ${b} differ in element type; write convert(..., ${x.element})`);
  const fits = sameNumbers(updates.shape, part.shape);
  require(fits, `the indices pick ${typeText(part)} from ${a}, but the updates are ${b}`);
  return x;
}

// The shape that all broadcast to.
function commonShape(types) {
  const rank = Math.max(...types.map(({ shape }) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = types.map(({ shape }) => shape[axis - rank + shape.length] ?? 1).filter((d) => d !== 1);
    const one = sizes.every((d) => d === sizes[0]);
    require(one, `${types.map(typeText).join(" and ")} do not broadcast to one shape`);
    return sizes[0] ?? 1;
  });
}

// Where the indices point, in steps from the first element of x: {count, at}, at(n) being NaN if the n-th is outside.
function spotsOf(indices, shape, steps) {
  const type = withShape(indices[0].type, commonShape(indices.map((i) => i.type)));
  const seen = indices.map((i) => SHAPES.broadcast.view([i], { shape: type.shape }, type));
  const spots = seen.map(({ strides, offset }) => places(type.shape, strides, offset));
  function at(n) {
    let start = 0;
    for (let axis = 0; axis < indices.length; axis++) {
      const found = Number(indices[axis].data[spots[axis][n]]);
      const k = found < 0 ? found + shape[axis] : found; // below 0 it counts from the end
      if (!(k >= 0 && k < shape[axis])) return NaN;
      start += k * steps[axis];
    }
    return start;
  }
  return { count: type.size, at };
}

// What an index outside picks: NaN or, of whole numbers and bools, which have none, the number that JAX takes.
function missingOf(type) {
  if (type.element[0] === "f") return NaN;
  return type.element[0] === "i" ? lowestOf(type) : highestOf(type);
}

const zeroOf = (type) => (isBig(type) ? 0n : 0);

// x copied, and where the indices point each update written over what is there, in their order.
function writing(x, updates, indices, out, over) {
  const copy = copying(x, out);
  const spot = spotsOf(indices, out.type.shape, out.strides);
  const size = product(out.type.shape.slice(indices.length));
  const from = places(updates.type.shape, updates.strides, updates.offset);
  return () => {
    copy();
    for (let n = 0, k = 0; n < spot.count; n++) {
      const start = spot.at(n);
      for (let r = 0; r < size; r++, k++) {
        if (!Number.isNaN(start)) out.data[start + r] = over(out.data[start + r], updates.data[from[k]]);
      }
    }
  };
}

// ---- reductions -------------------------------------------------------------

// The shape that is left when these axes are added up.
function reducedShape(x, axis, keepdims) {
  return keepdims ? x.shape.map((d, i) => (axis.includes(i) ? 1 : d)) : x.shape.filter((d, i) => !axis.includes(i));
}

function reduced(x, { axis, keepdims }) {
  return withShape(computable(x), reducedShape(x, axesIn(x, axis), flagIn(keepdims, "keepdims")));
}

const REDUCTIONS = {
  sum: {
    inputs: 1,
    params: ["axis", "keepdims", "dtype?"],
    infer: ([x], params) => withElement(reduced(x, params), totalElement(x, params.dtype)),
    kernel: ([x], { axis }, out) => summing(x, axis, out),
  },
  max: {
    inputs: 1,
    params: ["axis", "keepdims"],
    infer: ([x], params) => reduced(x, params),
    kernel: ([x], { axis }, out) => picking(maxRow, lowestOf(x.type), x, axis, out),
  },
  min: {
    inputs: 1,
    params: ["axis", "keepdims"],
    infer: ([x], params) => reduced(x, params),
    kernel: ([x], { axis }, out) => picking(minRow, highestOf(x.type), x, axis, out),
  },
  argmax: {
    inputs: 1,
    params: ["axis", "keepdims"],
    infer([x], { axis, keepdims }) {
      const axes = axis === null ? [...x.shape.keys()] : [axisIn(x, axis)];
      const some = axes.every((a) => x.shape[a]);
      require(some, `${typeText(x)} has no elements along the axes ${axes}, so none is the largest`);
      return withElement(reduced(x, { axis: axes, keepdims }), "i64");
    },
    kernel: ([x], { axis }, out) => finding(x, axis, out),
  },
  softmax: {
    inputs: 1,
    params: ["axis"],
    infer([x], { axis }) {
      axesIn(x, axis);
      require(axis.length || !x.shape.length, "axis [] is written as all axes");
      return floats(x);
    },
    kernel: ([x], { axis }, out) => softmaxing(x, axis, out),
  },
};

// The element type of sums and products: 64 bits for whole numbers and bools, or a narrower dtype, which wraps around.
function totalElement(x, dtype) {
  const usual = isFloat(computable(x)) ? x.element : isUnsigned(x) ? "u64" : "i64";
  if (dtype === undefined) return usual;
  const narrower = isWhole({ element: elementIn(dtype) }) && !isFloat(x) && !(x.element[0] === "i" && dtype[0] === "u");
  require(narrower && dtype !== usual, `${typeText(x)} cannot be summed as ${dtype}; write convert(sum(x), ${dtype})`);
  return dtype;
}

// A reduced array as one of the shape before, whose elements along `axis` are all the same one.
function spread(data, shape, axis) {
  const steps = rowMajor(shape.map((size, i) => (axis.includes(i) ? 1 : size)));
  return { data, offset: 0, strides: shape.map((size, i) => (axis.includes(i) ? 0 : steps[i])) };
}

// Each number is added to its sum in the order in which they lie, row by row: floats in 64 bits, rounded once, and
// whole numbers exactly, in BigInt where they are many or long.
function summing(x, axis, out) {
  const each = x.type.size / out.type.size;
  const big = isBig(x.type) || (isWhole(x.type) && each > 2 ** 21);
  const sums = new (big ? BigInt64Array : Float64Array)(out.type.size);
  const add = pairing(big ? addBigRow : addRow, x, spread(sums, x.type.shape, axis));
  const store = isFloat(out.type) ? copying(wholeArray(out.type, sums), out) : storing(sums, out);
  return () => {
    sums.fill(big ? 0n : 0);
    add();
    store();
  };
}

// The kernel that makes sums the numbers of out, another type of whole numbers.
function storing(sums, out) {
  const from = wholeArray(withElement(out.type, sums instanceof BigInt64Array ? "i64" : "f64"), sums);
  return elementwise(conversion(from.type, out.type), [from], out);
}

function addRow(z, k, c, n, x, i, a) {
  if (c) {
    for (; n > 0; n--, k += c, i += a) z[k] += x[i];
  } else {
    let sum = z[k];
    for (; n > 0; n--, i += a) sum += x[i];
    z[k] = sum;
  }
}

function addBigRow(z, k, c, n, x, i, a) {
  for (; n > 0; n--, k += c, i += a) z[k] += BigInt(x[i]);
}

// The kernel for max and min: NaN is picked whenever there is one.
function picking(row, first, x, axis, out) {
  const pick = pairing(row, x, spread(out.data, x.type.shape, axis));
  return () => {
    out.data.fill(first);
    pick();
  };
}

function maxRow(z, k, c, n, x, i, a) {
  for (; n > 0; n--, k += c, i += a) {
    if (x[i] > z[k] || x[i] !== x[i]) z[k] = x[i];
  }
}

function minRow(z, k, c, n, x, i, a) {
  for (; n > 0; n--, k += c, i += a) {
    if (x[i] < z[k] || x[i] !== x[i]) z[k] = x[i];
  }
}

function lowestOf({ element }) {
  if (element === "bool" || element[0] === "u") return element === "u64" ? 0n : 0;
  if (element[0] === "f") return -Infinity;
  return element === "i64" ? -(2n ** 63n) : -(2 ** (element.slice(1) - 1));
}

function highestOf({ element }) {
  if (element === "bool") return 1;
  if (element[0] === "f") return Infinity;
  const bits = element.slice(1) - (element[0] === "i" ? 1 : 0);
  return bits > 32 ? 2n ** BigInt(bits) - 1n : 2 ** bits - 1;
}

// The kernel for argmax: the first of the largest, and NaN before all.  axis: null for all elements, in order
function finding(x, axis, out) {
  const { shape } = x.type;
  const along = axis === null ? places(shape, x.strides, 0) : places([shape[axis]], [x.strides[axis]], 0);
  const others = axis === null ? [] : [...shape.keys()].filter((i) => i !== axis);
  const [sizes, steps] = [shape, x.strides].map((numbers) => others.map((i) => numbers[i]));
  const starts = places(sizes, steps, x.offset);
  const { data } = x;
  return () => {
    for (let k = 0; k < starts.length; k++) {
      let found = 0;
      let largest = data[starts[k]];
      for (let p = 1; p < along.length && largest === largest; p++) {
        const number = data[starts[k] + along[p]];
        if (number > largest || number !== number) [found, largest] = [p, number];
      }
      out.data[k] = BigInt(found);
    }
  };
}

// The kernel for softmax: with the largest element subtracted, e**x cannot overflow; the quotient stays the same.
function softmaxing(x, axis, out) {
  const { shape } = x.type;
  const count = product(shape.filter((size, i) => !axis.includes(i)));
  const [largest, sums] = [new Float64Array(count), new Float64Array(count)];
  const powers = new Float64Array(x.type.size);
  const whole = wholeArray(x.type, powers);
  const [most, total] = [spread(largest, shape, axis), spread(sums, shape, axis)];
  const find = pairing(maxRow, x, most);
  const raise = byRows(powerRow, [x, most], whole);
  const add = pairing(addRow, whole, total);
  const divide = byRows(ROWS.divide, [whole, total], out);
  return () => {
    largest.fill(-Infinity);
    sums.fill(0);
    find();
    raise();
    add();
    divide();
  };
}

function powerRow(z, k, n, x, i, a, y, j, b) {
  for (const end = k + n; k < end; k++, i += a, j += b) z[k] = Math.exp(x[i] - y[j]);
}

// ---- order and sums along an axis -------------------------------------------

const ORDER = {
  cumsum: running((type) => (x, y) => x + y),
  cumprod: running(timesOf),
  argsort: {
    inputs: 1,
    params: ["axis", "descending?"],
    infer([x], { axis, descending }) {
      const known = descending === undefined || descending === true;
      require(known, `descending is true or missing, found ${brief(descending)}`);
      axisIn(x, axis);
      return withElement(computable(x), "i64");
    },
    kernel([x], { axis, descending }, out) {
      const { count, length, starts, steps } = linesOf(x.type.shape, [x, out], axis);
      const line = new STORED[x.type.element](length);
      const order = new Uint32Array(length);
      const before = descending ? (i, j) => byValue(line[j], line[i]) : (i, j) => byValue(line[i], line[j]);
      return () => {
        for (let r = 0; r < count; r++) {
          for (let n = 0, i = starts[0][r]; n < length; n++, i += steps[0]) line[n] = x.data[i];
          for (let n = 0; n < length; n++) order[n] = n;
          order.sort((i, j) => before(i, j) || i - j); // equal elements keep their order
          for (let n = 0, k = starts[1][r]; n < length; n++, k += steps[1]) out.data[k] = BigInt(order[n]);
        }
      };
    },
  },
  searchsorted: {
    inputs: 2,
    params: ["side"],
    infer([x, v], { side }) {
      require(side === "left" || side === "right", `side is "left" or "right", found ${brief(side)}`);
      require(x.shape.length === 1, `searches in a vector, found ${typeText(x)}`);
      const both = `${typeText(x)} and ${typeText(v)}`;
      require(x.element === v.element, `${both} differ in element type; write convert(..., ${promoted(x, v)})`);
      return withElement(computable(v), "i64");
    },
    kernel([x, v], { side }, out) {
      const { data, offset, strides, type } = x;
      const most = side === "left" ? -1 : 0; // how an element before the place compares with the number, at most
      function placeOf(number) {
        let [low, high] = [0, type.size];
        while (low < high) {
          const middle = (low + high) >> 1;
          if (byValue(data[offset + middle * strides[0]], number) <= most) low = middle + 1;
          else high = middle;
        }
        return BigInt(low);
      }
      return elementwise(placeOf, [v], out);
    },
  },
  prod: {
    ...REDUCTIONS.sum,
    kernel([x], { axis }, out) {
      const [as, times] = [conversion(x.type, out.type), timesOf(out.type)];
      function multiplyRow(z, k, c, n, y, i, a) {
        for (; n > 0; n--, k += c, i += a) z[k] = times(z[k], as(y[i]));
      }
      const multiply = pairing(multiplyRow, x, spread(out.data, x.type.shape, axis));
      return () => {
        out.data.fill(isBig(out.type) ? 1n : 1);
        multiply();
      };
    },
  },
  logsumexp: {
    inputs: 1,
    params: ["axis", "keepdims"],
    infer: ([x], params) => floats(reduced(x, params)),
    kernel: ([x], { axis }, out) => addingPowers(x, axis, out),
  },
};

// The kernel for logsumexp: with the largest element subtracted, e ** x cannot overflow; where that is infinite, 0 is.
function addingPowers(x, axis, out) {
  const { shape, size } = x.type;
  const [largest, sums] = [new Float64Array(out.type.size), new Float64Array(out.type.size)];
  const powers = wholeArray(x.type, new Float64Array(size));
  const [most, total] = [spread(largest, shape, axis), spread(sums, shape, axis)];
  const find = pairing(maxRow, x, most);
  const raise = elementwise((number, m) => Math.exp(number - m), [x, most], powers);
  const add = pairing(addRow, powers, total);
  return () => {
    largest.fill(-Infinity);
    sums.fill(0);
    find();
    for (let k = 0; k < largest.length; k++) if (!Number.isFinite(largest[k])) largest[k] = 0;
    raise();
    add();
    for (let k = 0; k < sums.length; k++) out.data[k] = Math.log(sums[k]) + largest[k];
  };
}

// An op that goes along an axis, each result made of the one before it and the next element.
function running(stepOf) {
  return {
    inputs: 1,
    params: ["axis", "dtype?"],
    infer([x], { axis, dtype }) {
      axisIn(x, axis);
      return withElement(x, totalElement(x, dtype));
    },
    kernel([x], { axis }, out) {
      const { count, length, starts, steps } = linesOf(x.type.shape, [x, out], axis);
      const [as, step] = [conversion(x.type, out.type), stepOf(out.type)];
      return () => {
        for (let r = 0; r < count; r++) {
          for (let n = 0, i = starts[0][r], k = starts[1][r]; n < length; n++, i += steps[0], k += steps[1]) {
            const number = as(x.data[i]);
            out.data[k] = n ? step(out.data[k - steps[1]], number) : number;
          }
        }
      };
    },
  };
}

// Products wrap around, too; beyond 2 ** 53 JavaScript's own * would have lost the last bits.
function timesOf(type) {
  return isWhole(type) && !isBig(type) ? Math.imul : (x, y) => x * y;
}

// As numbers are sorted: NaN comes last.
function byValue(x, y) {
  if (x < y) return -1;
  if (x > y) return 1;
  return x === y ? 0 : Number(x !== x) - Number(y !== y);
}

// The lines of arrays of one shape along an axis: line r of array a begins at starts[a][r], and goes on by steps[a].
function linesOf(shape, arrays, axis) {
  const without = (numbers) => numbers.filter((n, i) => i !== axis);
  const starts = arrays.map(({ strides, offset }) => places(without(shape), without(strides), offset));
  return { count: starts[0].length, length: shape[axis], starts, steps: arrays.map(({ strides }) => strides[axis]) };
}

// ---- matrices ---------------------------------------------------------------

const MATRICES = {
  dot: {
    inputs: 2,
    params: [],
    infer([x, y]) {
      const ranks = [x, y].every(({ shape }) => shape.length === 1 || shape.length === 2);
      require(ranks, `takes matrices and vectors, found ${typeText(x)} and ${typeText(y)}`);
      return withShape(x, [...x.shape.slice(0, -1), ...multiplied(x, y, 0).shape.slice(1)]);
    },
    kernel([x, y], params, out) {
      const row = { ...x, type: withShape(x.type, [1, x.type.size]), strides: [0, ...x.strides] };
      const column = { ...y, type: withShape(y.type, [y.type.size, 1]), strides: [...y.strides, 0] };
      return multiplying(x.strides.length === 2 ? x : row, y.strides.length === 2 ? y : column, out);
    },
  },
  // The product of each matrix of x with the matrix of y at the same place.
  batch_dot: {
    inputs: 2,
    params: [],
    infer([x, y]) {
      const axes = x.shape.length >= 3 && x.shape.length === y.shape.length;
      const ok = axes && sameNumbers(x.shape.slice(0, -2), y.shape.slice(0, -2));
      const found = `found ${typeText(x)} and ${typeText(y)}`;
      require(ok, `takes [b...,m,k] and [b...,k,n] with the same axes b, ${found}`);
      return withShape(x, [...x.shape.slice(0, -1), multiplied(x, y, -2).shape.at(-1)]);
    },
    kernel: ([x, y], params, out) => multiplying(x, y, out),
  },
  // For each label a row of zeros with a 1 at its place; of a label out of range all are zeros, or NaN.
  one_hot: {
    inputs: 1,
    params: ["depth", "dtype", "axis?", "unknown?"],
    infer([labels], { depth, dtype, axis, unknown }) {
      const { length } = labels.shape;
      require(isWhole(labels), `labels must be whole numbers, found ${typeText(labels)}; write convert(labels, i32)`);
      require(isCount(depth), `depth must be a whole number, found ${brief(depth)}`);
      const known = axis === undefined || (isCount(axis) && axis < length);
      require(known, `axis is missing, or one before the last, found ${brief(axis)}`);
      require(unknown === undefined || unknown === "nan", `unknown is "nan", or missing, found ${brief(unknown)}`);
      const element = elementIn(dtype);
      require(!unknown || element[0] === "f", `${element} has no NaN; write dtype=f32`);
      return typeOf(element, labels.shape.toSpliced(axis ?? length, 0, depth));
    },
    kernel([labels], { axis = labels.strides.length, unknown }, out) {
      return marking(labels, axis, unknown === "nan", out);
    },
  },
};

// The type of y, whose rows, along axis, meet the columns of x: a check.
function multiplied(x, y, axis) {
  const [a, b] = [typeText(x), typeText(y)];
  require(x.element === y.element, `${a} and ${b} differ in element type; write convert(..., ${promoted(x, y)})`);
  require(computable(x).element !== "bool", `${a} is not numeric; write convert(..., f32)`);
  const [columns, rows] = [x.shape.at(-1), y.shape.at(axis)];
  require(columns === rows, `${a} has ${columns} columns but ${b} has ${rows} rows`);
  return y;
}

// The kernel for the products of matrices, in any strides: those of x and y at the same place, one after the other.
function multiplying(x, y, out) {
  const batch = x.type.shape.slice(0, -2);
  const [m, depth] = x.type.shape.slice(-2);
  const n = y.type.shape.at(-1);
  const starts = [x, y].map(({ strides, offset }) => places(batch, strides.slice(0, -2), offset));
  const product = isFloat(x.type) ? floatProduct(x, y, m, depth, n, out) : wholeProduct(x, y, m, depth, n, out);
  const [xs, ys] = starts;
  return () => {
    for (let b = 0; b < xs.length; b++) product(xs[b], ys[b], b * m * n);
  };
}

function wholeProduct(x, y, m, depth, n, out) {
  const [rowStep, columnStep] = x.strides.slice(-2);
  const [down, right] = y.strides.slice(-2);
  const big = isBig(x.type);
  return (xStart, yStart, k) => {
    for (let row = 0; row < m; row++) {
      for (let column = 0; column < n; column++, k++) {
        let sum = big ? 0n : 0;
        let [i, j] = [xStart + row * rowStep, yStart + column * right];
        for (let l = 0; l < depth; l++, i += columnStep, j += down) {
          sum = big ? sum + x.data[i] * y.data[j] : (sum + Math.imul(x.data[i], y.data[j])) | 0;
        }
        out.data[k] = sum;
      }
    }
  };
}

// Rows of x and columns of y are packed in fours, in the order in which they are used: one tile of 4 x 4 results at a
// time then needs 8 numbers for 16 products, and all of its sums stay in registers, as floats of 64 bits, which are
// rounded once.
function floatProduct(x, y, m, depth, n, out) {
  const [rowStep, columnStep] = x.strides.slice(-2);
  const [down, right] = y.strides.slice(-2);
  const rows = memoryFor(typeOf("f64", [Math.ceil(m / 4), 4, depth]));
  const columns = memoryFor(typeOf("f64", [Math.ceil(n / 4), 4, depth]));
  const corner = new Float64Array(16); // a tile that reaches beyond the result
  let [packedRows, packedColumns] = [-1, -1]; // a matrix that is used again is packed once
  return (xStart, yStart, k) => {
    if (k === 0 || xStart !== packedRows) pack(rows, x.data, xStart, m, rowStep, depth, columnStep);
    if (k === 0 || yStart !== packedColumns) pack(columns, y.data, yStart, n, right, depth, down);
    [packedRows, packedColumns] = [xStart, yStart];
    for (let row = 0; row < m; row += 4) {
      for (let column = 0; column < n; column += 4) {
        const [i, j, place] = [row * depth, column * depth, k + row * n + column];
        const inside = row + 4 <= m && column + 4 <= n;
        tile(rows, i, columns, j, depth, inside ? out.data : corner, inside ? place : 0, inside ? n : 4);
        if (!inside) copyCorner(corner, Math.min(4, m - row), Math.min(4, n - column), out.data, place, n);
      }
    }
  };
}

function copyCorner(corner, height, width, z, k, n) {
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) z[k + i * n + j] = corner[4 * i + j];
  }
}

// Lines of a matrix, in fours: element l of lines 0 to 3, then element l + 1 of these, and then the next four lines.
function pack(packed, data, start, lines, lineStep, depth, step) {
  for (let line = 0, k = 0; line < lines; line += 4) {
    let i = start + line * lineStep;
    if (line + 4 <= lines) {
      for (const end = k + 4 * depth; k < end; k += 4, i += step) {
        packed[k] = data[i];
        packed[k + 1] = data[i + lineStep];
        packed[k + 2] = data[i + 2 * lineStep];
        packed[k + 3] = data[i + 3 * lineStep];
      }
    } else {
      for (let l = 0; l < depth; l++, k += 4, i += step) {
        for (let s = 0; line + s < lines; s++) packed[k + s] = data[i + s * lineStep];
      }
    }
  }
}

// 4 x 4 elements of a product, of rows in x from place i on and columns in y from place j on, into z at place k.
function tile(x, i, y, j, depth, z, k, width) {
  let a0 = 0;
  let a1 = 0;
  let a2 = 0;
  let a3 = 0;
  let b0 = 0;
  let b1 = 0;
  let b2 = 0;
  let b3 = 0;
  let c0 = 0;
  let c1 = 0;
  let c2 = 0;
  let c3 = 0;
  let d0 = 0;
  let d1 = 0;
  let d2 = 0;
  let d3 = 0;
  for (const end = i + 4 * depth; i < end; i += 4, j += 4) {
    const y0 = y[j];
    const y1 = y[j + 1];
    const y2 = y[j + 2];
    const y3 = y[j + 3];
    const a = x[i];
    const b = x[i + 1];
    const c = x[i + 2];
    const d = x[i + 3];
    a0 += a * y0;
    a1 += a * y1;
    a2 += a * y2;
    a3 += a * y3;
    b0 += b * y0;
    b1 += b * y1;
    b2 += b * y2;
    b3 += b * y3;
    c0 += c * y0;
    c1 += c * y1;
    c2 += c * y2;
    c3 += c * y3;
    d0 += d * y0;
    d1 += d * y1;
    d2 += d * y2;
    d3 += d * y3;
  }
  z[k] = a0;
  z[k + 1] = a1;
  z[k + 2] = a2;
  z[k + 3] = a3;
  k += width;
  z[k] = b0;
  z[k + 1] = b1;
  z[k + 2] = b2;
  z[k + 3] = b3;
  k += width;
  z[k] = c0;
  z[k + 1] = c1;
  z[k + 2] = c2;
  z[k + 3] = c3;
  k += width;
  z[k] = d0;
  z[k + 1] = d1;
  z[k + 2] = d2;
  z[k + 3] = d3;
}

// The kernel for one_hot.
function marking(labels, axis, unknown, out) {
  const depth = out.type.shape[axis];
  const starts = places(labels.type.shape, labels.strides, labels.offset);
  const targets = places(labels.type.shape, out.strides.toSpliced(axis, 1), 0);
  const [zero, one] = isBig(out.type) ? [0n, 1n] : [0, 1];
  const step = out.strides[axis];
  return () => {
    out.data.fill(zero);
    for (let i = 0; i < starts.length; i++) {
      const label = Number(labels.data[starts[i]]);
      if (label >= 0 && label < depth) out.data[targets[i] + label * step] = one;
      else if (unknown) for (let d = 0; d < depth; d++) out.data[targets[i] + d * step] = NaN;
    }
  };
}

// ---- windows ----------------------------------------------------------------

const WINDOWS = {
  // Looking at the last axes through a window that moves: its axes come first, then those of its places.
  windows: {
    inputs: 1,
    params: ["sizes", "strides", "dilations"],
    infer([x], { sizes, strides, dilations }) {
      const n = countsIn(sizes, "sizes").length;
      [strides, dilations].forEach((numbers, i) => countsIn(numbers, ["strides", "dilations"][i], n));
      const kept = x.shape.length - n;
      require(kept >= 0, `${typeText(x)} does not have the ${n} axes that the windows [${sizes}] are for`);
      const fits = sizes.map((size, i) => placesOf(x, x.shape[kept + i], size, strides[i], dilations[i]));
      return withShape(x, [...x.shape.slice(0, kept), ...sizes, ...fits]);
    },
    view: ([x], { strides, dilations }, type) => seenThrough(x, strides, dilations, type),
  },
  // Windows put back where they were seen; what overlaps is added up.
  add_windows: {
    inputs: 1,
    params: ["space", "strides", "dilations"],
    infer([x], { space, strides, dilations }) {
      const n = shapeIn(space, "space").length;
      require(n, "space has the size of each axis at the end that was looked at through windows, found none");
      [strides, dilations].forEach((numbers, i) => countsIn(numbers, ["strides", "dilations"][i], n));
      const kept = x.shape.length - 2 * n;
      require(kept >= 0, `${typeText(x)} does not have ${n} axes of windows, then ${n} axes of places`);
      const whole = withShape(x, [...x.shape.slice(0, kept), ...space]);
      const sizes = x.shape.slice(kept, kept + n);
      const fits = space.map((length, i) => placesOf(whole, length, sizes[i], strides[i], dilations[i]));
      const found = `${typeText(x)} has windows at [${x.shape.slice(kept + n)}] places`;
      require(sameNumbers(x.shape.slice(kept + n), fits), `${found}, but in the space [${space}] there are [${fits}]`);
      return numeric(whole);
    },
    kernel([x], { strides, dilations }, out) {
      const add = pairing(addToRow, x, seenThrough(out, strides, dilations, x.type));
      const zero = isBig(out.type) ? 0n : 0;
      return () => {
        out.data.fill(zero);
        add();
      };
    },
  },
};

// One whole number of at least 1 for each axis that is looked at through windows.
function countsIn(numbers, name, count = numbers?.length) {
  const isSize = (n) => Number.isInteger(n) && n >= 1 && n < 2 ** 40;
  const good = Array.isArray(numbers) && numbers.length && numbers.length === count && numbers.every(isSize);
  require(good, `${name} is a list of whole numbers of at least 1, one for each axis, found ${brief(numbers)}`);
  return numbers;
}

// How many places a window has along an axis.
function placesOf(x, length, size, stride, dilation) {
  const span = (size - 1) * dilation + 1;
  require(length >= span, `a window spans ${span} elements, but ${typeText(x)} has an axis of ${length}`);
  return Math.floor((length - span) / stride) + 1;
}

function seenThrough(x, strides, dilations, type) {
  const kept = x.strides.length - strides.length;
  const last = x.strides.slice(kept);
  const inside = last.map((step, i) => step * dilations[i]);
  const outside = last.map((step, i) => step * strides[i]);
  return { type, data: x.data, offset: x.offset, strides: [...x.strides.slice(0, kept), ...inside, ...outside] };
}

function addToRow(z, k, c, n, x, i, a) {
  for (; n > 0; n--, k += c, i += a) z[k] += x[i];
}

// ---- random numbers ---------------------------------------------------------

const RANDOM = {
  random_bits: {
    inputs: 2,
    params: ["shape", "dtype"],
    infer([key, first], { shape, dtype }) {
      require(dtype === "u32" || dtype === "u64", `random bits are u32 or u64, found ${brief(dtype)}`);
      const wanted = typeOf("u32", [...first.shape, 2]);
      require(first.element === "u64", `the first number of the counter is u64[], found ${typeText(first)}`);
      require(sameType(key, wanted), `a key is ${typeText(wanted)}, found ${typeText(key)}`);
      return typeOf(dtype, [...first.shape, ...shapeIn(shape)]);
    },
    kernel([key, first], { shape, dtype }, out) {
      const [keys, firsts] = [key, first].map((x) => places(x.type.shape, x.strides, x.offset));
      const many = product(shape);
      const [three, counter, pair] = [3, 2, 2].map((size) => new Uint32Array(size));
      return () => {
        for (let q = 0, k = 0; q < firsts.length; q++) {
          three[0] = key.data[keys[2 * q]];
          three[1] = key.data[keys[2 * q + 1]];
          three[2] = three[0] ^ three[1] ^ 0x1bd11bda; // the parity of the others, as the cipher has it
          const begin = first.data[firsts[q]];
          counter[0] = Number(begin >> 32n);
          counter[1] = Number(begin & 0xffffffffn);
          for (let n = 0; n < many; n++, k++) {
            threefry(three, counter, pair);
            out.data[k] = dtype === "u32" ? pair[0] ^ pair[1] : (BigInt(pair[0]) << 32n) | BigInt(pair[1]);
            counter[1]++;
            if (counter[1] === 0) counter[0]++;
          }
        }
      };
    },
  },
};

const TURNS = [13, 15, 26, 6, 17, 29, 16, 24];

// Threefry-2x32 with 20 rounds: the two halves of a counter are encrypted with the keys, into `pair`.  A number | 0 is
// what 32 bits hold of it.  ngteach/ops/random_bits.py is the same.
function threefry(keys, counter, pair) {
  let a = (counter[0] + keys[0]) | 0;
  let b = (counter[1] + keys[1]) | 0;
  for (let n = 0; n < 20; n++) {
    const by = TURNS[n % 8];
    a = (a + b) | 0;
    b = ((b << by) | (b >>> (32 - by))) ^ a;
    if (n % 4 === 3) {
      const time = (n >> 2) + 1; // after four rounds the key is added again, and the number of the time
      a = (a + keys[time % 3]) | 0;
      b = (b + keys[(time + 1) % 3] + time) | 0;
    }
  }
  pair[0] = a;
  pair[1] = b;
}

// ---- rules, and what is watched ---------------------------------------------

const CALLS = {
  // y, whose derivative with respect to xs the graph `rule` computes; there are no derivatives here.
  custom_vjp: {
    inputs: null,
    params: ["rule"],
    infer([y, ...xs], { rule }) {
      require(y, "takes a tensor, and those that it depends on");
      const wanted = [[...xs, floats(y)], xs.filter(isFloat)];
      const found = [rule.inputs.map((x) => x.type), rule.outputs.map((dx) => dx.type)];
      const text = (pair) => pair.map((types) => `(${types.map(typeText).join(", ")})`).join(" -> ");
      const [takes, wants] = [text(found), text(wanted)];
      require(takes === wants, `the rule ${rule.name} does not fit: it is ${takes}, wanted ${wants}`);
      return y;
    },
    view: ([y]) => y,
  },
  // In Python it prints x while it runs; a page shows every value anyway.
  watch: {
    inputs: 1,
    params: ["name", "place"],
    infer([x], { name, place }) {
      for (const text of [name, place]) {
        const fits = typeof text === "string" && isPrintable(text) && text.length < 300;
        require(fits, `name and place are short texts of one line, found ${brief(text)}`);
      }
      return withShape(x, [0]);
    },
    kernel: () => () => {},
  },
};

// ---- the table of ops -------------------------------------------------------

// Every op by its name, and as Python calls it: forward(arrays, params, out) computes into out, or into a new array.
function opsOf(...sections) {
  const ops = Object.assign({}, ...sections);
  for (const [name, op] of Object.entries(ops)) {
    op.forward = (arrays, params, out) => {
      const type = op.infer(arrays.map((x) => x.type), params);
      const value = computed({ op: name, params, output: { type } }, arrays);
      if (!out) return value;
      copying(value, out)();
      return out;
    };
  }
  return ops;
}

const OPS = opsOf(
  ARITHMETIC,
  ACTIVATIONS,
  COMPARISONS,
  CONSTANTS,
  SHAPES,
  PARTS,
  REDUCTIONS,
  MATRICES,
  WINDOWS,
  FUNCTIONS,
  INTEGERS,
  INDEXING,
  ORDER,
  RANDOM,
  CALLS
);

export {
  GraphError,
  OPS,
  arrayOf,
  compile,
  emptyArray,
  evaluate,
  numbersOf,
  readGraph,
  readType,
  replay,
  roundedToF16,
  typeOf,
  typeText,
};
