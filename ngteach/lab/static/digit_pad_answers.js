// What the digit pad's Python answers (lab/widgets/digit_pad.py): what the graph reads, and the adjoint of the picture.

function answers(engine, live, state, tell) {
  const { labels, most } = live.facts;
  const weights = live.facts.weights.map((name) => live.arrays[name]);
  const digits = engine.numbersOf(live.arrays.digits);
  const graphs = new Map(Object.entries(live.graphs).map(([name, graph]) => [name, engine.readGraph(graph)]));
  const runs = new Map([...graphs].map(([name, graph]) => [name, engine.compile(graph)]));
  const inks = labels.map((_, k) => textOfBitmap(bitmapOf([...digits.subarray(k * CELLS ** 2, (k + 1) * CELLS ** 2)])));
  const names = new Map(inks.map((ink, k) => [ink, `Test digit ${k}, a ${labels[k]}`]));
  if (state.counted) names.set(state.counted, "A picture of 8 x 8 counts");
  let last = chosen();

  function chosen() {
    return { ink: state.ink, target: state.target, of: state.of };
  }
  function ask() {
    const problem = refused();
    if (problem) {
      tell(last);
      throw new engine.GraphError(problem);
    }
    last = chosen();
    if (state.ink === state.next_example) tell({ next_example: inks[(inks.indexOf(state.ink) + 1) % inks.length] });
    tell(shown());
  }
  function refused() {
    const { ink, target, of } = state;
    if (ink.length !== SIDE ** 2 || /[^01]/.test(ink)) return `ink must be ${SIDE ** 2} times 0 or 1`;
    if (target < -1 || target >= state.classes) return `target must be a digit from 0 to ${state.classes - 1}, found ${target}`;
    const ways = state.has_logits ? ["logit", "p"] : ["p"];
    return ways.includes(of) ? "" : `of must be ${ways.join(" or ")}, found '${of}'`;
  }

  function shown() {
    const bitmap = bitmapOfText(state.ink);
    const as_it_is = names.has(state.ink);
    const seen = counts(as_it_is ? bitmap : readable(bitmap));
    const read = graphs.get("read");
    const x = engine.emptyArray(read.inputs[0].type);
    seen.forEach((n, k) => (x.data[k] = n / most)); // the other rows of the batch stay empty
    const p = firstRow(runs.get("read")([x, ...weights])[0]);
    const likeliest = largest(p);
    const explained = state.target < 0 ? likeliest : state.target;
    const seed = engine.emptyArray(read.outputs[0].type);
    seed.data[explained] = 1;
    const looked = firstRow(runs.get(state.of)([x, seed, ...weights])[0]);
    const predicted = state.ink.includes("1") ? likeliest : -1;
    const status = sentence(p, looked, explained, predicted, names.get(state.ink) ?? "Your drawing");
    return { p, seen, looked, predicted, as_it_is, status, code: written(seen) };
  }
  const firstRow = (array) => [...engine.numbersOf(array).subarray(0, array.type.shape[1])];

  function sentence(p, looked, explained, predicted, name) {
    if (predicted < 0) return "Draw a digit, or take an example. An empty pad is read too, but says nothing.";
    const order = p.map((_, k) => k).sort((a, b) => down(p[a], p[b]));
    const read = (k) => `${k} (${percent(p[k], 1)})`;
    const said = `${name}: read as ${read(order[0])}, then as ${read(order[1])}.`;
    if (!looked.every(Number.isFinite)) return `${said} The adjoint is not finite.`;
    if (!looked.some(Boolean)) return `${said} The adjoint is 0: no single pixel changes ${state.of}[${explained}] any more.`;
    const [most, least] = [largest(looked), largest(looked.map((v) => -v))].map(place);
    return `${said} More ink in ${most} speaks most for ${explained}, in ${least} most against.`;
  }

  function written(seen) {
    const rows = Array.from({ length: CELLS }, (_, i) => `[${seen.slice(i * CELLS, (i + 1) * CELLS).join(", ")}]`);
    const target = state.target < 0 ? "" : `, target=${state.target}`;
    const of = state.of === "p" && state.has_logits ? '\npad.of = "p"' : "";
    return `pad = ng.lab.digit_pad(graph, weights${target})\npad.draw([${rows.join(",\n          ")}])${of}\npad`;
  }
  return { ask };
}

const place = (k) => `row ${Math.floor(k / CELLS)}, column ${k % CELLS}`;

// Which is the largest: the first of several; NaN is larger than all, as in NumPy.
function largest(numbers) {
  const none = numbers.findIndex(Number.isNaN);
  return none >= 0 ? none : numbers.indexOf(Math.max(...numbers));
}

// For sorting from the largest down; NaN comes last.
function down(a, b) {
  return Number.isNaN(a) || Number.isNaN(b) ? Number.isNaN(a) - Number.isNaN(b) : b - a;
}
