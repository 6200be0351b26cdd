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

function require(ok, problem) {
  if (!ok) throw new GraphError(problem);
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
// An array is {type, data, offset, strides}: its element [i, j] is data[offset + i * strides[0] + j * strides[1]].  So a
// transposed matrix, a part of one, or one row repeated is another way to look at the same data: a view.

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

const emptyArray = (type) => wholeArray(type, new STORED[type.element](type.size));

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
  if (ArrayBuffer.isView(data)) return `a ${data.constructor.name} of ${data.length}`;
  return Array.isArray(data) ? "a list" : data === null ? "null" : `a ${typeof data}`;
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
const LISTS = ["inputs", "equations", "outputs"];
const GRAPH = { name: "text", inputs: "a list", equations: "a list", outputs: "a list", input_tree: "", output_tree: "" };
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
  const bytes = tensors.reduce((all, { type }) => all + type.size * STORED[type.element].BYTES_PER_ELEMENT, 0);
  const most = `${ALL_BYTES.toLocaleString("en")} bytes, the most that a page holds`;
  require(bytes <= ALL_BYTES, `its tensors are ${bytes.toLocaleString("en")} bytes, more than ${most}; take smaller ones`);
}

function tensorIn(pair, tensors) {
  const wanted = 'a tensor is a name and a type, ["x", "f32[2,3]"]';
  require(Array.isArray(pair) && pair.length === 2, `${wanted}, found ${brief(pair)}`);
  const name = tensorName(pair[0]);
  require(!tensors.has(name), `${name} is defined twice`);
  const tensor = { name, type: readType(pair[1]) };
  tensors.set(name, tensor);
  return tensor;
}

// A tensor that is defined before; so no equation can wait for itself.
function definedIn(name, tensors) {
  require(typeof name === "string" && tensors.has(name), `${brief(name)} is used but not defined before`);
  return tensors.get(name);
}

function equationIn(row, tensors, depth) {
  checkFields(row, EQUATION, "an equation", ["params", "adjoint_of"]);
  const inputs = row.inputs.map((name) => definedIn(name, tensors));
  const output = tensorIn(row.output, tensors);
  const known = Object.hasOwn(OPS, row.op);
  require(known, `${output.name}: there is no op ${brief(row.op)} in JavaScript; it has those that are built into ngteach`);
  try {
    const params = paramsIn(row, output.type, depth);
    const inferred = inferredBy(row.op, inputs.map(({ type }) => type), params);
    const [announced, gives] = [typeText(output.type), typeText(inferred)];
    require(announced === gives, `is announced as ${announced}, but gives ${gives}`);
    return { output, op: row.op, inputs, params, adjointOf: differentiated(row, output, tensors) };
  } catch (problem) {
    problem.message = `${output.name}: ${row.op} ${problem.message}`;
    throw problem;
  }
}

// The parameters of an equation; a constant is an array from here on, and a rule a graph.
function paramsIn(row, type, depth) {
  const params = Object.assign(Object.create(null), row.params);
  const takes = OPS[row.op].params.map((name) => name.replace("?", ""));
  for (const name of Object.keys(params)) {
    require(takes.includes(name), `does not know the parameter ${brief(name)}; it takes ${takes.join(", ") || "none"}`);
  }
  for (const name of OPS[row.op].params) require(name.endsWith("?") || name in params, `needs ${name}`);
  if (row.op === "constant") params.value = wholeArray(type, constantNumbers(params.value, type));
  if (row.op === "custom_vjp") params.rule = graphIn(params.rule, depth + 1);
  return params;
}

function inferredBy(name, types, params) {
  const { inputs, infer } = OPS[name];
  const enough = inputs === null || types.length === inputs;
  require(enough, `takes ${inputs} ${inputs === 1 ? "input" : "inputs"}, got ${types.length}`);
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
  require(match, `${brief(text)} is not a type such as f32[128,784]`);
  const [, element, sizes] = match;
  require(Object.hasOwn(STORED, element), `${element} is not an element type; use one of ${Object.keys(STORED).join(", ")}`);
  const type = typeOf(element, sizes ? sizes.split(",").map(Number) : []);
  require(typeText(type) === text, `${brief(text)} is not a type as we write it, ${typeText(type).slice(0, 40)}`);
  require(type.shape.length <= 64, `found ${type.shape.length} axes; there are at most 64`);
  const filled = product(type.shape.map((d) => Math.max(d, 1))) * bytesOf(element);
  require(filled <= MOST_BYTES, `${text.slice(0, 40)} is larger than ${MOST_BYTES.toLocaleString("en")} bytes`);
  return type;
}

const bytesOf = (element) => (element === "bool" ? 1 : Number(element.slice(1)) / 8);

function printableName(text) {
  const ok = typeof text === "string" && text && [...text.slice(0, 2 * MOST_LETTERS + 1)].length <= MOST_LETTERS;
  require(ok && isPrintable(text), `a name is a printable word of at most ${MOST_LETTERS} letters, found ${brief(text)}`);
  return text;
}

// What begins with % is a number: what a value without a name is called.
function tensorName(text) {
  const numbered = !printableName(text).startsWith("%") || /^%(0|[1-9][0-9]{0,8})$/.test(text);
  require(numbered, `after % a name must have a number, found ${brief(text)}`);
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
  require(kindOf(found) === "an object", `${where} must be an object, found ${brief(found)}`);
  for (const name of Object.keys(found)) {
    const fields = Object.keys(wanted).join(", ");
    require(Object.hasOwn(wanted, name), `${where} has the field ${brief(name)}, but may have only ${fields}`);
  }
  for (const [name, kind] of Object.entries(wanted)) {
    const has = Object.hasOwn(found, name);
    require(has || optional.includes(name), `"${name}" is missing in ${where}`);
    const good = !has || !kind || kindOf(found[name]) === kind;
    require(good, `"${name}" of ${where} must be ${kind}, found ${brief(found[name])}`);
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
// JSON.parse would round whole numbers beyond 2 ** 53, and of two equal keys drop the first without a word.  Here such a
// number becomes a BigInt, and an object has no prototype, whose names ("constructor") a key could be taken for.

const DEEPEST = 1000; // lists and objects inside each other; the deepest graph has fewer
const LITERALS = new Map([["true", true], ["false", false], ["null", null]]);

function parseJson(text) {
  const spaces = /[ \t\n\r]*/y;
  const numbers = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
  let at = 0;

  function wrong() {
    const found = at < text.length ? `found ${brief(text.slice(at, at + 20))}` : "it ends";
    throw new GraphError(`it is not JSON: at character ${at} ${found}`);
  }

  function next(pattern) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  }

  // Does this sign come next?  Then it is passed.
  function comes(sign) {
    next(spaces);
    if (text[at] !== sign) return false;
    at++;
    next(spaces);
    return true;
  }

  function string() {
    const start = at;
    for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === "\\") at++;
    at++;
    try {
      return JSON.parse(text.slice(start, at));
    } catch {
      at = start;
      return wrong();
    }
  }

  function number() {
    const found = next(numbers);
    if (!found) return wrong();
    const [digits, fraction, power] = found;
    const value = Number(digits);
    if (fraction || power || Number.isSafeInteger(value)) return value;
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
    next(spaces);
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
  next(spaces);
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
  require(arrays.length === wanted, `${graph.name} takes ${wanted} arrays, found ${arrays.length}`);
  graph.inputs.forEach((x, i) => {
    const { type } = arrays[i];
    require(sameType(type, x.type), `${x.name} is ${typeText(x.type)}, found ${typeText(type)}`);
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
// step: what depends on shapes is worked out before, and run allocates nothing.  out is always whole: row by row from
// the start of its data.

// The elements of a shape, in order, as rows that all arrays walk through in even steps: {count, length, starts, steps},
// where row r of array a begins at starts[a][r], and goes on by steps[a].  Axes that lie behind each other become one.
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
  const count = product(axes.map(({ size }) => size));
  const starts = arrays.map(({ offset }, a) => {
    const found = new Int32Array(Math.max(count, 1)).fill(offset);
    let known = 1; // so many rows, those of the axes inside, are done
    for (const { size, steps } of axes.toReversed()) {
      for (let r = known; r < known * size; r++) found[r] = found[r - known] + steps[a];
      known *= size;
    }
    return found;
  });
  return { count: row.size ? count : 0, length: row.size, starts, steps: row.steps };
}

// The kernel that puts f of the elements at the same place into out.
function elementwise(f, arrays, out) {
  const { count, length, starts, steps } = rowsOf(out.type.shape, arrays);
  const [x, y, w] = arrays.map(({ data }) => data);
  const [xs, ys, ws] = starts;
  const [a, b, c] = steps;
  const z = out.data;
  if (arrays.length === 1) {
    return () => {
      for (let r = 0, k = 0; r < count; r++) {
        for (let n = 0, i = xs[r]; n < length; n++, i += a) z[k++] = f(x[i]);
      }
    };
  }
  if (arrays.length === 2) {
    return () => {
      for (let r = 0, k = 0; r < count; r++) {
        for (let n = 0, i = xs[r], j = ys[r]; n < length; n++, i += a, j += b) z[k++] = f(x[i], y[j]);
      }
    };
  }
  return () => {
    for (let r = 0, k = 0; r < count; r++) {
      for (let n = 0, i = xs[r], j = ys[r], l = ws[r]; n < length; n++, i += a, j += b, l += c) {
        z[k++] = f(x[i], y[j], w[l]);
      }
    }
  };
}

// The kernel that copies x, element by element, into out.
function copying(x, out) {
  if (isRowMajor(x)) {
    const all = x.data.subarray(x.offset, x.offset + x.type.size);
    return () => out.data.set(all);
  }
  return elementwise((number) => number, [x], out);
}

// An op that does the same with each element: its type rule, and f for floats and whole numbers of up to 32 bits.
// whole and big, where these need something else, are for whole numbers of up to 32 bits and for those of 64.
function numberwise(rule, f, { whole = f, big = f } = {}) {
  return {
    inputs: f.length,
    params: [],
    infer: (types) => rule(...types),
    kernel(arrays, params, out) {
      const [{ type }] = arrays;
      return elementwise(isBig(type) ? big : isWhole(type) ? whole : f, arrays, out);
    },
  };
}

// ---- type rules -------------------------------------------------------------
//
// What several ops ask of the types of their inputs, and what comes out: ngteach/ops/rules.py.

function oneType(...types) {
  const [first] = types;
  for (const t of types) {
    const both = `${typeText(first)} and ${typeText(t)}`;
    require(t.element === first.element, `${both} differ in element type; write convert(..., ${promoted(first, t)})`);
    require(sameNumbers(t.shape, first.shape), `${both} differ in shape`);
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
  require(
    type.element !== "bool",
    `${typeText(type)} is not numeric; write convert(..., f32), or use the logical ops`
  );
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
  require(
    axes.every((axis, i) => !i || axes[i - 1] < axis),
    `the axes ${brief(axes)} are not in order, each once`
  );
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
  add: numberwise(numeric, (x, y) => x + y),
  subtract: numberwise(numeric, (x, y) => x - y),
  multiply: numberwise(numeric, (x, y) => x * y, { whole: Math.imul }),
  divide: numberwise(floats, (x, y) => x / y),
  negative: numberwise(numeric, (x) => -x),
  maximum: numberwise(numeric, (x, y) => (x >= y || x !== x ? x : y)),
  minimum: numberwise(numeric, (x, y) => (x <= y || x !== x ? x : y)),
  abs: numberwise(numeric, (x) => Math.abs(x), { big: (x) => (x < 0n ? -x : x) }),
  sign: numberwise(numeric, (x) => (x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x), {
    big: (x) => (x > 0n ? 1n : x < 0n ? -1n : 0n),
  }),
  exp: numberwise(floats, (x) => Math.exp(x)),
  log: numberwise(floats, (x) => Math.log(x)),
  sqrt: numberwise(floats, (x) => Math.sqrt(x)),
};

// ---- between the layers -----------------------------------------------------

const ACTIVATIONS = {
  relu: numberwise(numeric, (x) => (x > 0 || x !== x ? x : 0), { big: (x) => (x > 0n ? x : 0n) }),
  sigmoid: numberwise(floats, (x) => 1 / (1 + Math.exp(-x))),
  tanh: numberwise(floats, (x) => Math.tanh(x)),
  softplus: numberwise(floats, (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
};

// ---- comparing and choosing -------------------------------------------------

const COMPARISONS = {
  equal: numberwise(compared, (x, y) => (x === y ? 1 : 0)),
  not_equal: numberwise(compared, (x, y) => (x !== y ? 1 : 0)),
  less: numberwise(compared, (x, y) => (x < y ? 1 : 0)),
  less_equal: numberwise(compared, (x, y) => (x <= y ? 1 : 0)),
  greater: numberwise(compared, (x, y) => (x > y ? 1 : 0)),
  greater_equal: numberwise(compared, (x, y) => (x >= y ? 1 : 0)),
  logical_and: numberwise(logical, (x, y) => x & y),
  logical_or: numberwise(logical, (x, y) => x | y),
  logical_xor: numberwise(logical, (x, y) => x ^ y),
  logical_not: numberwise(logical, (x) => 1 - x),
};

// ---- functions of one number ------------------------------------------------

// ---- integers ---------------------------------------------------------------

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
    kernel: ([x], params, out) => elementwise(conversion(x.type, out.type), [x], out),
  },
};

// The function that makes a number of one type one of another, as NumPy casts it.
function conversion(from, to) {
  if (to.element === "bool") return isBig(from) ? (x) => (x === 0n ? 0 : 1) : (x) => (x === 0 ? 0 : 1);
  if (isBig(to)) return isBig(from) ? (x) => x : asBig;
  if (isBig(from) && isWhole(to)) return (x) => Number(BigInt.asIntN(32, x)); // what is stored wraps around once more
  const number = isBig(from) ? (x) => Number(x) : (x) => x;
  return to.element === "f16" ? (x) => roundedToF16(number(x)) : number;
}

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
      require(
        y.size === x.size,
        `${typeText(x)} has ${x.size} elements, but the shape [${shape}] has ${y.size}`
      );
      return y;
    },
    view: ([x], params, type) => reshaped(x, type),
    kernel: ([x], params, out) => copying(x, out),
  },
  transpose: {
    inputs: 1,
    params: ["axes"],
    infer([x], { axes }) {
      const sorted = Array.isArray(axes) ? [...axes].sort((a, b) => a - b) : [];
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

// x in another shape as a view, or null: if what becomes one axis does not lie in even steps.
function reshaped(x, type) {
  if (isRowMajor(x)) return { ...x, type, strides: rowMajor(type.shape) };
  const kept = x.type.shape.map((size, axis) => ({ size, step: x.strides[axis] })).filter(({ size }) => size !== 1);
  const strides = new Array(type.shape.length);
  let place = kept.length - 1;
  let room = 1; // so many elements of the axis at `place` are still to be given out
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

// ---- indexing ---------------------------------------------------------------

// ---- reductions -------------------------------------------------------------

// The shape that is left when these axes are added up.
function reducedShape(x, axis, keepdims) {
  return keepdims ? x.shape.map((d, i) => (axis.includes(i) ? 1 : d)) : x.shape.filter((d, i) => !axis.includes(i));
}

const REDUCTIONS = {
  sum: {
    inputs: 1,
    params: ["axis", "keepdims", "dtype?"],
    infer([x], { axis, keepdims, dtype }) {
      const shape = reducedShape(x, axesIn(x, axis), flagIn(keepdims, "keepdims"));
      const element = isFloat(computable(x)) ? x.element : isUnsigned(x) ? "u64" : "i64";
      return typeOf(dtype === undefined ? element : elementIn(dtype), shape);
    },
    kernel: ([x], { axis }, out) => summing(x, axis, out),
  },
};

// Each number is added to its sum in the order in which they lie, row by row; floats in 64 bits, rounded once.
function summing(x, axis, out) {
  const sums = isBig(x.type) ? new BigInt64Array(out.type.size) : new Float64Array(out.type.size);
  const { count, length, starts, steps } = rowsOf(x.type.shape, [x, spread(out, x.type.shape, axis)]);
  const [from, to] = starts;
  const [a, b] = steps;
  const { data } = x;
  const store = isBig(out.type) && !isBig(x.type) ? asBig : isBig(x.type) && !isBig(out.type) ? Number : (s) => s;
  return () => {
    sums.fill(isBig(x.type) ? 0n : 0);
    for (let r = 0; r < count; r++) {
      for (let n = 0, i = from[r], k = to[r]; n < length; n++, i += a, k += b) sums[k] += data[i];
    }
    for (let k = 0; k < sums.length; k++) out.data[k] = store(sums[k]);
  };
}

// A reduced array as one of the shape before, whose elements along `axis` are all the same one.
function spread(out, shape, axis) {
  const kept = shape.filter((d, i) => !axis.includes(i));
  const steps = rowMajor(kept);
  let next = 0;
  return { ...out, offset: 0, strides: shape.map((d, i) => (axis.includes(i) ? 0 : steps[next++])) };
}

// ---- order and sums along an axis -------------------------------------------

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
      const [m, k] = x.type.shape.length === 2 ? x.type.shape : [1, ...x.type.shape];
      const [, n] = y.type.shape.length === 2 ? y.type.shape : [k, 1];
      const left = { ...x, strides: x.type.shape.length === 2 ? x.strides : [0, ...x.strides] };
      const right = { ...y, strides: y.type.shape.length === 2 ? y.strides : [...y.strides, 0] };
      return matrixProduct(left, right, m, k, n, out, 0);
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

function matrixProduct(x, y, m, k, n, out, start) {
  return () => {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let total = 0;
        for (let l = 0; l < k; l++) {
          total += x.data[x.offset + i * x.strides[0] + l * x.strides[1]] * y.data[y.offset + l * y.strides[0] + j * y.strides[1]];
        }
        out.data[start + i * n + j] = total;
      }
    }
  };
}

// ---- windows ----------------------------------------------------------------

// ---- random numbers ---------------------------------------------------------

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

const OPS = opsOf(ARITHMETIC, ACTIVATIONS, COMPARISONS, CONSTANTS, SHAPES, REDUCTIONS, MATRICES);

export { GraphError, OPS, arrayOf, emptyArray, evaluate, numbersOf, readGraph, readType, replay, typeOf, typeText };
