// A run that can go back to any of its steps, as rewind.py has it: the training function keeps no state, so whoever
// keeps the weights can go back.  Where the page has no Python, this trains.

const SNAPSHOTS = 64;
const SNAPSHOT_BYTES = 2 ** 26; // of all together
const EARLIER_LINES = 4; // that are remembered after they were left

// live: {graphs, arrays, facts} of dashboard_live.py.   line: what Python has trained already, its trait `line`.
// Returns the run: steps, rate, rates, losses, tests, earlier;  last(), costs(), isLost(), step(), goTo(step),
// weights(), predictions(), accuracy(predictions), confusion(predictions).
function rewinding(engine, { graphs, arrays, facts }, line) {
  fits(engine, Number.isInteger(facts.changing) && facts.changing > 0 && facts.changing <= 1000);
  const trainer = trainerOf(engine, graphs, arrays, facts);
  const asked = askerOf(engine, graphs, arrays, facts);
  const first = Array.from({ length: facts.changing }, (_, i) => arrays[`first${i}`]);
  const run = { steps: 0, rate: facts.rate, rates: [], losses: [], tests: [], earlier: [] };
  const snapshots = new Map([[0, first.map(copyOf)]]);
  const bytes = first.reduce((sum, { data }) => sum + data.byteLength, 0);
  const most = Math.max(2, Math.min(SNAPSHOTS, Math.floor(SNAPSHOT_BYTES / bytes)));
  let stride = 1;
  let sent = 0; // the step whose weights Python has sent: its snapshot is kept
  let now = first.map(copyOf);
  let next = first.map(({ type }) => engine.emptyArray(type));
  const sign = facts.is_tutorial ? -1 : 1; // the tutorial's loss is a cost with the other sign
  const costsOf = (losses) => losses.map((loss) => sign * loss);

  run.last = () => run.rates.length;
  run.costs = () => costsOf(run.losses);
  run.weights = () => now.slice(0, asked.weights);
  run.predictions = () => asked.predictions(run.weights());
  run.accuracy = asked.accuracy;
  run.confusion = asked.confusion;
  // Was the last step the first one whose loss is not a number?
  run.isLost = () => {
    const [before, loss] = [run.losses.at(-2) ?? 0, run.losses.at(-1)];
    return run.steps === run.last() && run.steps > 0 && !Number.isFinite(loss) && Number.isFinite(before);
  };

  // One step with the rate as it is now.  After going back this leaves the line, and begins another one.
  run.step = () => {
    if (run.steps < run.last()) leave();
    const epochs = trainer.epochs(run.steps);
    run.losses[run.steps] = compute(run.rate);
    run.rates.push(run.rate);
    if (trainer.epochs(run.steps) > epochs) run.tests.push([run.steps, run.accuracy(run.predictions())]);
    keep();
  };
  function compute(rate) {
    const loss = trainer.step(run.steps, rate, now, next);
    [now, next] = [next, now];
    run.steps++;
    return loss;
  }

  // Have the weights as they were after that step, to the last bit: the same steps from the snapshot before it, with
  // the rates of then.   breathe(): awaited now and then.
  run.goTo = async (step, breathe) => {
    const base = Math.max(...[...snapshots.keys()].filter((s) => s <= step));
    if (run.steps < base || run.steps > step) [now, run.steps] = [snapshots.get(base).map(copyOf), base];
    while (run.steps < step) {
      compute(run.rates[run.steps]);
      await breathe();
    }
  };

  // The rest of the line becomes an earlier one, and one can no longer go there.
  function leave() {
    const step = run.steps;
    const left = { start: step, costs: costsOf(run.losses.slice(step)), tests: run.tests.filter(([s]) => s > step), rate: run.rates.at(-1) };
    if (left.costs.length > 1) run.earlier = [...run.earlier, left].slice(-EARLIER_LINES);
    run.tests = run.tests.filter(([s]) => s <= step);
    for (const s of [...snapshots.keys()]) if (s > step) snapshots.delete(s);
    run.rates.length = run.losses.length = step;
  }
  // A snapshot at every stride-th step; when they become too many, every second one is dropped.
  function keep() {
    if (run.steps % stride === 0) snapshots.set(run.steps, now.map(copyOf));
    if (snapshots.size <= most) return;
    stride *= 2;
    for (const s of [...snapshots.keys()]) if (s % stride && s !== sent) snapshots.delete(s);
  }

  function copyOf({ type, data }) {
    return engine.arrayOf(type, data.slice());
  }
  function floatsOf(view) {
    return [...new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength))];
  }
  // Go on from where Python has stopped, with its weights.
  function takeUp({ steps, losses, rates, tests, earlier, now: sentNow }) {
    run.losses = floatsOf(losses);
    fits(engine, rates.reduce((sum, [, count]) => sum + count, 0) === run.losses.length && steps >= 0 && steps <= run.losses.length);
    fits(engine, now.every(({ data }, i) => data.byteLength === sentNow[i].byteLength));
    run.rates = rates.flatMap(([rate, count]) => Array(count).fill(rate));
    run.tests = tests;
    run.earlier = earlier.map((each) => ({ ...each, costs: floatsOf(each.costs) }));
    now.forEach(({ data }, i) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength).set(new Uint8Array(sentNow[i].buffer, sentNow[i].byteOffset, sentNow[i].byteLength)));
    run.steps = sent = steps;
    snapshots.set(steps, now.map(copyOf));
  }
  if (line?.now) takeUp(line);
  else run.tests = [[0, run.accuracy(run.predictions())]];
  return run;
}
