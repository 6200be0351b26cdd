// What the clip lab's Python answers (lab/widgets/clip_lab.py): the loss with its adjoints, and where they break.

const CLASSES = 3;
const YOURS = 2; // the row that the sliders move

function answers(engine, live, state, tell) {
  const { rows, labels, steps, program } = live.facts;
  const graphs = new Map(Object.entries(live.graphs).map(([name, graph]) => [name, engine.readGraph(graph)]));

  function ask() {
    const within = (x, low, high) => Math.min(Math.max(x, low), high);
    const numbers = state.logits.slice(0, CLASSES).map((z) => within(Number.isNaN(z) ? 0 : z, -200, 200));
    const logits = [...numbers, ...Array(CLASSES - numbers.length).fill(0)];
    const label = within(state.label, 0, CLASSES - 1);
    const exponent = within(state.exponent, live.facts.lowest, live.facts.highest);
    tell({ logits, label, exponent, ...found({ ...state, logits, label, exponent }) });
  }

  function found({ logits, label, safe, clip, exponent }) {
    const own = [...labels, label];
    const logMin = Math.fround(Math.exp(exponent));
    const [, , shown] = steps.find(([s, c]) => s === safe && c === clip);
    const { values, first } = computed(graphs.get(`${safe} ${clip}`), [...rows.flat(), ...logits], own, logMin);
    const named = (name) => shown.find((step) => step.name === name);
    const ends = { loss: named("loss").value, dz: named("z").adjoint, db: named("b").adjoint };
    const poisoned = Object.keys(ends).filter((name) => !values.get(ends[name]).numbers.every(Number.isFinite));
    const p = own.map((j, i) => values.get(named("p").value).numbers[i * CLASSES + j]);
    const dead = own.flatMap((_, i) => (clip && p[i] <= logMin ? [i] : []));
    const dz = values.get(ends.dz).numbers.slice(YOURS * CLASSES, (YOURS + 1) * CLASSES);
    const sides = (step) => ({ value: side(values, step.value, first, own), adjoint: side(values, step.adjoint, first, own) });
    return {
      steps: shown.map((step) => ({ name: step.name, what: step.what, ...sides(step) })),
      first: first?.facts ?? {},
      poisoned,
      dead,
      code: written({ logits, own, safe, clip, exponent }),
      status: sentences(first, poisoned, dead, values.get(ends.loss).numbers[0], dz, p[YOURS], Math.exp(exponent)),
    };
  }

  // The values of all tensors by name, and the first equation that makes inf or NaN out of finite numbers.
  function computed(graph, logits, own, logMin) {
    const given = [new Float32Array(logits), new Float32Array(CLASSES), new Int32Array(own), new Float32Array([logMin])];
    const arrays = graph.inputs.map((x, i) => engine.arrayOf(x.type, given[i]));
    const values = new Map();
    const keep = ({ name, type }, array) => values.set(name, { type, numbers: [...engine.numbersOf(array)] });
    graph.inputs.forEach((x, i) => keep(x, arrays[i]));
    let first = null;
    engine.evaluate(graph, arrays, (equation, array) => {
      keep(equation.output, array);
      first ??= firstOf(equation, values);
    });
    return { values, first };
  }

  function firstOf(equation, values) {
    const { numbers, type } = values.get(equation.output.name);
    const inputs = equation.inputs.map((x) => values.get(x.name).numbers);
    const place = numbers.findIndex((x) => !Number.isFinite(x));
    if (place < 0 || !inputs.flat().every(Number.isFinite)) return null;
    const { name } = equation.output;
    const row = type.shape.length === 2 ? Math.floor(place / type.shape[1]) : null;
    const phase = equation.adjointOf ? "adjoint" : "forward";
    const reason = reasonOf(equation.op, numbers[place], inputs.map((x) => x[place]));
    return { name, facts: { op: equation.op, name, phase, row, reason } };
  }

  function reasonOf(op, y, [x, below]) {
    const large = "is more than f32 can hold";
    if (op === "log") return `met ${general(x, 2)}: ${shortNumber(y)} from here on`;
    if (op === "exp") return `met ${general(x, 4)}: e to that ${large}`;
    if (op === "divide" && below) return `met ${general(below, 2)} below the line: the quotient ${large}`;
    return `made ${shortNumber(y)} from here on`;
  }

  function side(values, name, first, own) {
    if (name === null) return null;
    const { type, numbers } = values.get(name);
    const wide = type.shape.at(-1) ?? 1;
    const kind = (x, i, j) => (!Number.isFinite(x) ? "bad" : type.shape.length === 2 && own[i] === j ? "own" : "");
    const cells = Array.from({ length: numbers.length / wide }, (_, i) =>
      numbers.slice(i * wide, (i + 1) * wide).map((x, j) => [cellText(x), kind(x, i, j)]),
    );
    return { name, type: engine.typeText(type), first: first?.name === name, bad: !numbers.every(Number.isFinite), cells };
  }

  function sentences(first, poisoned, dead, loss, dz, p, logMin) {
    const [said, yours] = [[], `row ${YOURS}`];
    const lost = shortNumber(loss);
    if (first) {
      const { row, op, reason } = first.facts;
      said.push(`${row === null ? "" : `In row ${row} `}${op} ${reason}.`);
    }
    if (poisoned.length) {
      const head = poisoned.includes("loss") ? `is ${lost}, and` : `is finite, ${lost}, but`;
      said.push(`The loss ${head} db, which all rows share, is not finite: one step, and all weights are lost.`);
    } else if (first) {
      said.push(`But maximum's adjoint puts 0 in its place: the loss, ${lost}, and all gradients are finite.`);
    } else if (dead.includes(YOURS)) {
      said.push(`The clip holds: p of ${yours}'s class is ${shortNumber(p)}, below log_min = ${general(logMin, 3)}.`);
      said.push(`The loss is ${lost}, but the gradient of ${yours} is exactly 0: a dead sample, which learns nothing.`);
    } else said.push(`All is finite: the loss is ${lost}, the gradient of ${yours} ${dz.map(cellText).join(", ")}.`);
    return said.join(" ");
  }

  // The loss as Python, with what is set here.
  function written({ logits, own, safe, clip, exponent }) {
    const matrix = [...rows, logits].map((row) => `[${row.map(floatText).join(", ")}]`).join(", ");
    const filled = {
      e: safe ? program.safe : program.plain,
      q: clip ? program.clip.replace("{exponent}", exponent) : "p",
      imports: clip ? "import math\n\n" : "",
      logits: `[${matrix}]`,
      labels: `[${own.join(", ")}]`,
    };
    return program.text.replace(/\{(\w+)\}/g, (_, name) => filled[name]);
  }

  return { ask };
}

function cellText(x) {
  return x === 0 ? "0" : Number.isFinite(x) ? general(x, 3) : shortNumber(x); // not -0: it says nothing here
}
