// What computes: it has the engine, trains one model, and tells how far it is.  It runs in a worker, or beside the page
// where no worker can be made, and knows nothing of the page.

// trainer(engine, tell) -> {act name: function}.   tell({what, ...}) is called
//   "progress"  {opening, step, far, losses, from, loss, answer, right, ranges, values, broken, running}, at most one unanswered
//   "opened"    {graph}, one that was brought along;   "values"  {ranges, values} of it;   "refused"  {sentence}
function trainer(engine, tell) {
  const SLICE = 12; // ms of training between two looks at what was asked meanwhile
  const LOOK = 130; // ms between two reports while it runs
  const FILMED = 120; // snapshots: of more, every second one is dropped
  const PACES = { slow: 4, medium: 60, fast: Infinity }; // steps a second

  let model = null; // what load() made
  let opening = 0; // its number: the page may have opened another one by the time it hears of this one
  let mine = []; // weights and state as they are now, and
  let next = []; // where the following ones are written
  let step = 0;
  let rates = [[0, 0.1]]; // [from which step on, rate]
  let losses = []; // of every step that is known: those ahead of `step`, too, after going back
  let snapshots = new Map(); // step -> the numbers of `mine`
  let every = 1;
  let running = false;
  let target = null; // the step to which a link leads, while it is on its way there
  let pace = "medium";
  let broken = null;
  let wanted = new Set();
  let told = 0; // so many losses
  let waiting = false; // for the page to have painted what it was told
  let stale = false; // is there something that it was not told?
  let timer = null;
  let due = 0;
  let lastLook = 0;

  // ---- a model

  function load({ training, asked, first, seed, data, batch, rates: given, goal = 0, opening: number }) {
    stop();
    opening = number;
    const graph = engine.readGraph(training);
    const question = engine.readGraph(asked);
    const key = engine.arrayOf(engine.readType("u32[2]"), Uint32Array.of(0, seed));
    const starts = engine.evaluate(engine.readGraph(first), [key]).map((array) => engine.numbersOf(array).slice());
    let matrix = 0;
    const filled = graph.inputs.slice(3).map(({ name, type }) => {
      const array = engine.emptyArray(type);
      if (/^weights\.W/.test(name)) array.data.set(starts[matrix++]);
      return array;
    });
    const [x, labels, rate] = graph.inputs.slice(0, 3).map(({ type }) => engine.emptyArray(type));
    const loss = engine.emptyArray(graph.outputs[0].type);
    const p = engine.emptyArray(graph.outputs[1].type);
    const weights = graph.inputs.slice(3).filter(({ name }) => name.startsWith("weights.")).length;
    const questions = engine.arrayOf(question.inputs[0].type, data.asked);
    const reply = engine.emptyArray(question.outputs[0].type);
    model = { graph, x, labels, rate, loss, p, weights, data, batch, questions, reply,
      train: engine.compile(graph), ask: engine.compile(question), count: data.labels.length };
    mine = filled;
    next = filled.map(({ type }) => engine.emptyArray(type));
    [step, rates, losses, snapshots, every, broken, told, waiting] = [0, given, [], new Map(), 1, null, 0, false];
    keep();
    report();
    if (goal) hurryTo(goal);
  }

  const rateAt = (n) => rates.filter(([from]) => from <= n).at(-1)[1];

  function feed() {
    const { x, labels, rate, data, batch, count } = model;
    const row = (batch * step) % count;
    const wide = x.data.length / batch;
    x.data.set(data.x.subarray(row * wide, (row + batch) * wide));
    labels.data.set(data.labels.subarray(row, row + batch));
    rate.data[0] = rateAt(step);
    return [x, labels, rate, ...mine];
  }

  function advance() {
    model.train(feed(), [model.loss, model.p, ...next]);
    [mine, next] = [next, mine];
    losses[step++] = model.loss.data[0];
    if (step % every === 0) keep();
    if (!Number.isFinite(model.loss.data[0])) {
      running = false;
      const found = origin();
      restore(found.step); // so that the step is shown in which it happens
      advanceTo(found.step);
      broken = found;
    }
    return !broken;
  }

  function advanceTo(goal) {
    while (step < goal && advance());
  }

  // ---- the past

  function keep() {
    if (snapshots.has(step) || mine.some(({ data }) => !data.every(Number.isFinite))) return;
    snapshots.set(step, mine.map(({ data }) => data.slice()));
    if (snapshots.size <= FILMED) return;
    every *= 2;
    for (const n of snapshots.keys()) if (n % every) snapshots.delete(n);
  }

  function restore(goal) {
    const from = Math.max(...[...snapshots.keys()].filter((n) => n <= goal));
    snapshots.get(from).forEach((numbers, i) => mine[i].data.set(numbers));
    step = from;
    broken = null;
  }

  // Go to any step that was there: from the snapshot before it the same steps are taken again.
  function seek({ goal }) {
    stop();
    if (goal < step) restore(goal);
    advanceTo(Math.min(goal, losses.length));
    report();
  }

  // From now on another rate: what was known of the steps to come is forgotten.
  function setRate({ rate }) {
    if (rateAt(step) === rate) return;
    rates = [...rates.filter(([from]) => from < step), [step, rate]];
    losses.length = step;
    told = Math.min(told, step);
    for (const n of snapshots.keys()) if (n > step) snapshots.delete(n);
    report();
  }

  // Where the first number was made that is none: the equation read finite numbers, and what it made is not finite.
  function origin() {
    const end = step;
    restore(step - 1);
    for (; step < end; step++) {
      const bad = new Set();
      let found = null;
      const arrays = feed();
      engine.evaluate(model.graph, arrays, ({ op, output, inputs }, array) => {
        const numbers = engine.numbersOf(array);
        if (array.type.element === "bool" || numbers.every(Number.isFinite)) return;
        bad.add(output);
        if (!inputs.some((x) => bad.has(x))) found ??= { step, name: output.name, op, nan: numbers.some(Number.isNaN) };
      });
      if (found) return found;
      model.train(arrays, [model.loss, model.p, ...next]);
      [mine, next] = [next, mine];
    }
    return { step: end - 1, name: "loss", op: "", nan: true };
  }

  // ---- running

  function run({ on, pace: wish = pace }) {
    pace = wish;
    if (!model || on === running) return;
    if (on && broken) return;
    running = on;
    target = null;
    due = performance.now();
    if (on) tick();
    else report();
  }

  // As fast as it can, but so that one sees it, and may stop it.
  function hurryTo(goal) {
    running = true;
    target = goal;
    tick();
  }

  function stop() {
    running = false;
    target = null;
    clearTimeout(timer);
  }

  function tick() {
    clearTimeout(timer);
    if (!running) return;
    const end = performance.now() + SLICE;
    const gap = target === null ? 1000 / PACES[pace] : 0;
    if (!gap) due = 0;
    while (running && performance.now() < end && due <= performance.now()) {
      if (gap) due = Math.max(due + gap, performance.now() - 200);
      advance();
      if (step === target) stop();
    }
    if (performance.now() - lastLook > LOOK || !running) report();
    if (running) timer = setTimeout(tick, gap ? Math.max(Math.min(due - performance.now(), 50), 0) : 0);
  }

  function steps({ count }) {
    stop();
    for (let n = 0; n < count && !broken; n++) advance();
    report();
  }

  // ---- what the page is told

  function report() {
    if (!model) return;
    if (waiting) return (stale = true);
    waiting = true;
    stale = false;
    lastLook = performance.now();
    const { answer, right } = answers();
    const { ranges, values } = look(model.graph, feed());
    const news = Float32Array.from(losses.slice(told));
    tell({ what: "progress", opening, step, far: losses.length, from: told, losses: news, loss: losses[step - 1] ?? NaN,
      answer, right, ranges, values, broken, running, rates });
    told = losses.length;
  }

  function ready() {
    waiting = false;
    if (stale) report();
  }

  // What the model answers to all questions, and how many answers are right: [of training, of testing].
  function answers() {
    const { questions, reply, data, weights } = model;
    model.ask([questions, ...mine.slice(0, weights)], [reply]);
    const p = engine.numbersOf(reply);
    const classes = reply.type.shape[1];
    const right = data.known.map(({ from, labels }) => {
      let count = 0;
      labels.forEach((label, i) => {
        const row = p.subarray((from + i) * classes, (from + i + 1) * classes);
        if (row.every((q) => q <= row[label])) count++;
      });
      return count / labels.length;
    });
    return { answer: p.slice(), right };
  }

  // The smallest and the largest number of every value, and all numbers of those that somebody looks at.
  function look(graph, arrays) {
    const ranges = new Float64Array(2 * (graph.inputs.length + graph.equations.length));
    const values = {};
    let i = 0;
    const see = ({ name }, array) => {
      const numbers = engine.numbersOf(array);
      [ranges[i], ranges[i + 1]] = rangeOf(numbers);
      i += 2;
      if (wanted.has(name)) values[name] = Float64Array.from(numbers, Number);
    };
    graph.inputs.forEach((x, k) => see(x, arrays[k]));
    engine.evaluate(graph, arrays, (equation, array) => see(equation.output, array));
    return { ranges, values };
  }

  function rangeOf(numbers) {
    let [low, high] = [Infinity, -Infinity];
    for (let k = 0; k < numbers.length; k++) {
      const x = Number(numbers[k]);
      if (x !== x) return [NaN, NaN];
      if (x < low) low = x;
      if (x > high) high = x;
    }
    return [low, high];
  }

  function want({ names, quiet }) {
    wanted = new Set(names);
    if (quiet) return;
    if (opened) showOpened();
    else report();
  }

  // ---- a graph that was brought along

  const MOST_LINES = 5000; // that a page shows without waiting

  let opened = null;

  function openGraph({ text }) {
    try {
      const graph = engine.readGraph(text);
      const lines = graph.inputs.length + graph.equations.length;
      const many = `it has ${lines.toLocaleString("en")} inputs and equations; this page shows ${MOST_LINES.toLocaleString("en")}`;
      if (lines > MOST_LINES) throw new engine.GraphError(many);
      refuseMarkup(graph);
      opened = { graph, arrays: graph.inputs.map((x, i) => small(x.type, i)) };
      tell({ what: "opened", graph: plain(graph) });
    } catch (problem) {
      tell({ what: "refused", sentence: problem.message });
    }
  }

  // Names are shown as text, whatever they are; but one that looks like HTML is no name that a person gave.
  function refuseMarkup({ name, inputs, equations }) {
    const names = [name, ...[...inputs, ...equations.map(({ output }) => output)].map((x) => x.name)];
    const marked = names.find((each) => /<[a-z/!]/i.test(each));
    const sentence = `the name ${JSON.stringify(marked)?.slice(0, 60)} has markup in it; write a word`;
    if (marked !== undefined) throw new engine.GraphError(sentence);
  }

  // The numbers of an input as they were typed: one for each place, or one for all; or one at a place, row by row.
  function setInput({ name, numbers, place }) {
    const i = opened.graph.inputs.findIndex((x) => x.name === name);
    const { data, type } = opened.arrays[i];
    const [from, to] = place === undefined ? [0, data.length] : [place, place + 1];
    for (let k = from; k < to; k++) data[k] = asStored(numbers[numbers.length === 1 ? 0 : k], type.element);
    showOpened();
  }

  function showOpened() {
    const { graph, arrays } = opened;
    const { ranges, values } = look(graph, arrays);
    tell({ what: "values", ranges, values });
  }

  // The graph in lists and words, as its JSON has it, with a phase for each equation.
  function plain({ name, inputs, equations, outputs }) {
    const pair = (x) => [x.name, engine.typeText(x.type)];
    const later = new Set(); // what hangs on an adjoint
    const phase = ({ output, inputs: from, adjointOf }) => {
      const found = adjointOf ? 1 : from.some((x) => later.has(x)) ? 2 : 0;
      if (found) later.add(output);
      return found;
    };
    const words = (value) => {
      if (value?.equations) return "a graph";
      if (value?.data) return value.data.length > 8 ? `${value.data.length} numbers` : [...value.data].map(Number);
      return Array.isArray(value) ? value.slice(0, 30).map(words) : value;
    };
    return {
      name, inputs: inputs.map(pair), outputs: outputs.map((y) => y.name), phases: equations.map(phase).join(""),
      equations: equations.map(({ output, op, inputs: from, params, adjointOf }) => ({
        output: pair(output), op, inputs: from.map((x) => x.name), adjoint_of: adjointOf?.name,
        params: Object.fromEntries(Object.entries(params).map(([key, value]) => [key, words(value)])),
      })),
    };
  }

  // Small numbers that are the same at every opening: x <- 16807 x mod 2147483647.
  function small(type, i) {
    const array = engine.emptyArray(type);
    let x = 7919 * (i + 1);
    const draw = () => (x = (16807 * x) % 2147483647) / 2147483647;
    const isWhole = !type.element.startsWith("f");
    for (let k = 0; k < array.data.length; k++) {
      const number = isWhole ? Math.floor(2 * draw()) : 2 * draw() - 1;
      array.data[k] = asStored(number, type.element);
    }
    return array;
  }

  // A number as the arrays of an element type take it.
  function asStored(number, element) {
    if (/^[iu]64$/.test(element)) return BigInt(Math.trunc(number));
    if (element === "bool") return Number(number !== 0);
    return element === "f16" ? engine.roundedToF16(number) : number;
  }

  return { load, run, steps, seek, setRate, want, ready, openGraph, setInput };
}
