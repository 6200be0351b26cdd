// What the dashboard says of a run, and what its pictures show, in numbers: as dashboard_words.py, dashboard_curves.py and
// dashboard_tiles.py have it.   run: as rewinding() makes it.

const CURVE_POINTS = 150;
const MOST_TILES = 72;

function readingsOf(run, accuracy, { batch, count }) {
  const epochs = (run.steps * batch) / count;
  return [["step", run.steps.toLocaleString("en")], ["epoch", fixed(epochs, 1)], ["loss", lossText(run)], ["test accuracy", percent(accuracy, 1)]];
}

// Where the run stands, as part of a sentence.
function soFar(run, accuracy) {
  return `step ${run.steps.toLocaleString("en")}${run.steps ? `, loss ${lossText(run)}` : ""}, test accuracy ${percent(accuracy, 1)}`;
}

// A rate as a person writes it: 0.03.
function rateWords(rate) {
  return general(rate, 2);
}

function lossText(run) {
  return run.steps ? shortNumber(run.costs()[run.steps - 1]) : "";
}

// The Python that trains to where the run stands, with the rates that it had.   beginning: the lines before its steps.
function programOfRun(run, beginning, firstRate) {
  const lines = [...beginning];
  for (const [rate, count] of grouped(run.rates.slice(0, run.steps))) {
    if (rate !== firstRate || lines.length > beginning.length) lines.push(`board.rate = ${floatText(rate)}`);
    lines.push(`board.train(${count})`);
  }
  return [...lines, "board", ""].join("\n");
}

// The number of the first step whose loss is not a finite number, from 1; 0 if there is none.
function firstBad(costs) {
  return costs.findIndex((cost) => !Number.isFinite(cost)) + 1;
}

// ---- curves -----------------------------------------------------------------

function curvesOf(run, end) {
  const costs = run.costs();
  const size = 2 ** Math.max(0, Math.ceil(Math.log2(Math.max(end, run.last(), 1) / CURVE_POINTS)));
  const tests = (list) => list.map(([step, share]) => [step, fiveDigits(share)]);
  return {
    steps: Math.max(end, run.last(), 1),
    now: blocksOf(costs, 0, size),
    tests: tests(run.tests),
    earlier: run.earlier.map((line) => [blocksOf(line.costs, line.start, size), tests(line.tests), rateWords(line.rate)]),
    rates: run.rates.flatMap((rate, i) => (i && rate === run.rates[i - 1] ? [] : [[i, rateWords(rate)]])),
    bad: firstBad(costs),
    words: seenOf(run, costs),
  };
}

// [step, mean, least, most] of each `size` steps; null where a cost is not a finite number.
function blocksOf(costs, start, size) {
  const found = [];
  for (let a = Math.floor(start / size) * size; a < start + costs.length; a += size) {
    const part = costs.slice(Math.max(a - start, 0), a - start + size);
    const mean = part.reduce((x, y) => x + y, 0) / part.length;
    const ends = [mean, Math.min(...part), Math.max(...part)];
    found.push(part.length && part.every(Number.isFinite) ? [Math.max(a, start) + part.length / 2, ...ends.map(fiveDigits)] : null);
  }
  return found;
}

function fiveDigits(x) {
  return Number(x.toPrecision(5));
}

// The alternative text of the curves.
function seenOf(run, costs) {
  if (!run.last()) return "Two empty plots: the loss and the accuracy over the steps.";
  const bad = firstBad(costs);
  const ends = bad ? `is not a number from step ${bad.toLocaleString("en")} on` : `ends at ${shortNumber(costs.at(-1))}`;
  const lines = run.earlier.length;
  const grey = lines ? ` ${lines} earlier line${lines === 1 ? "" : "s"} in grey.` : "";
  const fell = `The loss over ${run.last().toLocaleString("en")} steps begins at ${shortNumber(costs[0])} and ${ends}`;
  return `${fell}; the accuracy is ${percent(run.tests.at(-1)[1], 1)} in the end.${grey}`;
}

// ---- the first layer --------------------------------------------------------

// {tiles, images_note, images_words}: a byte for each number of each unit's weights, or of what has changed in them.
function tilesOf({ type, data: weights }, { data: first }, change) {
  const [pixels, units] = type.shape;
  const n = Math.min(units, MOST_TILES);
  const numbers = Float32Array.from({ length: n * pixels }, (_, k) => {
    const at = (k % pixels) * units + Math.floor(k / pixels);
    return weights[at] - (change ? first[at] : 0);
  });
  const strongest = numbers.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 0);
  const codeOf = (x) => (Number.isNaN(x) ? -128 : Number.isFinite(x) ? Math.round(x * (126 / (strongest || 1))) : 127);
  const which = n === units ? `all ${n} units` : `the first ${n} of ${units} units`;
  const note = change && !strongest ? `${which}, one tile each: nothing has changed yet`
    : `${which}, one tile each; blue −, white 0, orange +, strongest ${general(strongest, 2)}`;
  return {
    tiles: new DataView(Int8Array.from(numbers, codeOf).buffer),
    images_note: note,
    images_words: `${which} of the first layer, each as a picture of ${change ? "W0 - its first value" : "W0"}; ${note}`,
  };
}
