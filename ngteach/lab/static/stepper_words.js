// The stepper's sentences, where the film has none of its own, and the Python that computes up to a step.

// sentence(n) after n equations: the film's own, or, in a film too long for sentences, the same from its records.
function sentencesOf(film, values) {
  if (film[0]?.sentence) return (n) => film[n].sentence;
  const equations = values.filter((v) => v.made);
  const total = equations.length;
  const [alive, kept, bytes] = [
    curveOf(equations, lastState, total, () => 1),
    curveOf(equations, (v) => v.kept, total, () => 1),
    curveOf(equations, lastState, total),
  ];
  const number = (n) => n.toLocaleString("en");
  return (n) => {
    if (!n) return `Nothing has run yet: the inputs are there, and ${total} equation${total === 1 ? "" : "s"} ahead.`;
    const v = equations[n - 1];
    const waits = kept[n] ? `, ${kept[n] === alive[n] ? "all" : kept[n]} of them kept for the backward pass` : "";
    const memory = `Alive: ${alive[n]} value${alive[n] === 1 ? "" : "s"} (${number(bytes[n])} bytes)${waits}.`;
    return `Equation ${n} of ${total}, ${v.phase}: ${v.op} made ${v.name}: ${v.type}; ${remark(v)}. ${memory}`;
  };
}

// The most remarkable thing about a value.
function remark({ facts: { low, high, zeros, nan, infinite }, size, starts }) {
  const word = nan ? "NaN" : infinite ? "infinite" : "0";
  const k = nan || infinite || zeros;
  const start = starts ? ", and nothing that it read was: it starts here" : "";
  const number = (n) => n.toLocaleString("en");
  if (!size) return "it has no numbers";
  if (size === 1) return `it is ${nan ? "NaN" : infinite ? "infinite" : low}${start}`;
  if (!k) return `its numbers go from ${low} to ${high}`;
  return `${k === size ? `all ${number(size)}` : `${number(k)} of ${number(size)}`} numbers ${k === 1 ? "is" : "are"} ${word}${start}`;
}

// A function that computes what has run so far: Python that runs as it stands, if the parameters can be written.
// edits: the numbers of inputs that were changed.
function codeOf(values, n, name, edits = []) {
  const wanted = values.filter((v) => v.made <= Math.max(n, 0));
  const word = pythonNames(values);
  const inputs = values.filter((v) => !v.made);
  const lines = wanted.filter((v) => v.made).map((v) => `    ${word(v)} = ${callOf(v)}  # ${v.type}`);
  function callOf(v) {
    const arguments_ = [...v.of.map((i) => word(values[i])), parametersOf(v)].filter(Boolean).join(", ");
    if (v.params.includes("<")) return `None  # ${v.op}, of numbers that this film does not hold`;
    if (v.op === "constant") return `ng.constant(${v.params.replace(/^value=/, "")}, ng.${v.type.split("[")[0]})`;
    return `ng.OPS[${JSON.stringify(v.op)}](${arguments_})`;
  }
  const last = wanted.at(-1);
  const [made, taken] = [`${plainName(name)}_up_to_${n}`, inputs.map(word).join(", ")];
  return [
    "from math import inf, nan", "", ...(edits.length ? ["import numpy as np", ""] : []), "import ngteach as ng", "", "",
    `def ${made}(${taken}):`,
    `    """The first ${n} equations of ${name}."""`,
    ...lines, `    return ${last ? word(last) : "None"}`, "",
    ...(edits.length ? whatIfCode(values, edits, word, made, taken) : []),
  ].join("\n");
}

// A changed number as text, 5_0.25_x: its place, counted row by row, what it is now, and the input.
function editText(place, number, name) {
  return `${place}_${number}_${name}`;
}

function editOf(text) {
  const [, place, number, name] = /^(\d{1,15})_([^_]*)_(.+)$/s.exec(text) ?? [];
  return name === undefined ? null : { place: Number(place), number, name };
}

// The function with the numbers that were changed, for arrays.
function whatIfCode(values, edits, word, made, taken) {
  const input = (name) => values.find((v) => v.name === name);
  const changed = [...new Set(edits.map((edit) => word(input(editOf(edit).name))))];
  const sets = edits.map(editOf).map(({ name, place, number }) => {
    const { shape } = input(name);
    const index = [];
    for (let a = shape.length, k = place; a--; k = Math.floor(k / shape[a])) index[a] = k % shape[a];
    return `    ${word(input(name))}[${index.length ? index.join(", ") : "()"}] = ${number.toLowerCase().replace("+", "")}`;
  });
  return ["", `def what_if(${taken}):`, `    """${made}, with other numbers in its inputs."""`,
    ...changed.map((name) => `    ${name} = np.array(${name})`), ...sets, `    return ${made}(${taken})`, ""];
}

// dtype=f32 is ng.f32 in Python.
function parametersOf(v) {
  return v.params.replace(/\b(dtype|type)=([a-z]\w*)/g, "$1=ng.$2");
}

function plainName(name) {
  const plain = name.replace(/\W+/g, "_").replace(/^(?=\d)/, "_");
  return /^(|_|def|class|return|lambda|if|else|for|in|is|not|and|or|import|from|as|None|True|False|ng)$/.test(plain) ? `${plain}_` : plain;
}

// A name for each value that Python takes, and no two alike.
function pythonNames(values) {
  const taken = new Set();
  const names = new Map();
  for (const v of values) {
    let name = v.name.startsWith("%") ? `v${v.name.slice(1)}` : plainName(v.name);
    while (taken.has(name)) name += "_";
    taken.add(name);
    names.set(v, name);
  }
  return (v) => names.get(v);
}
