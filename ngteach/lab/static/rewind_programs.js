// The two programs of a run in a page: the training function on the batches that Run takes, and inference on the test
// images.

// A page may come from anybody: what it was given must fit together before anything is computed.
function fits(engine, ok) {
  if (!ok) throw new engine.GraphError("what this page was given does not fit together; export its notebook again");
}

// {step(number, rate, now, next) -> loss, epochs(steps)}: the training function on the batches that Run takes.
function trainerOf(engine, graphs, arrays, facts) {
  const { batch, last, scale } = facts;
  const [count, pixels] = arrays.images.type.shape;
  fits(engine, arrays.images.type.shape.length === 2 && count > 0 && arrays.labels.type.size === count);
  fits(engine, Number.isInteger(batch) && batch > 0 && (last === "wrap" || batch <= count));
  const each = last === "partial" ? Math.ceil(count / batch) : Math.floor(count / batch);
  const programs = new Map([[batch, programOf(graphs.training)]]);
  if (graphs.rest) programs.set(count % batch, programOf(graphs.rest));
  const orderOf = graphs.order && shufflerOf(engine, graphs.order);
  let ordered = { epoch: -1, rows: null };

  function programOf(json) {
    const graph = engine.readGraph(json);
    const inputs = graph.inputs.slice(0, 3).map(({ type }) => engine.emptyArray(type)); // images, labels, rate
    const rows = json === graphs.rest ? count % batch : batch;
    fits(engine, inputs[0].type.size === rows * pixels && inputs[1].type.size === rows && graph.outputs.length > facts.changing);
    const results = graph.outputs.slice(0, graph.outputs.length - facts.changing).map(({ type }) => engine.emptyArray(type));
    return { train: engine.compile(graph), inputs, results };
  }
  // The rows of a step, as [epoch, first row, how many]: several if its batch reaches into another epoch.
  function parts(step) {
    if (last !== "wrap") {
      const start = (step % each) * batch;
      return [[Math.floor(step / each), start, Math.min(batch, count - start)]];
    }
    const found = [];
    for (let at = step * batch; at < (step + 1) * batch; ) {
      const start = at % count;
      const many = Math.min((step + 1) * batch - at, count - start);
      found.push([Math.floor(at / count), start, many]);
      at += many;
    }
    return found;
  }
  function rowAt(epoch, place) {
    if (!orderOf) return place;
    if (ordered.epoch !== epoch) ordered = { epoch, rows: orderOf(epoch) };
    return ordered.rows[place];
  }
  function step(number, rate, now, next) {
    const taken = parts(number);
    const program = programs.get(taken.reduce((sum, [, , many]) => sum + many, 0));
    const [images, labels, rateArray] = program.inputs;
    let filled = 0;
    for (const [epoch, start, many] of taken)
      for (let i = start; i < start + many; i++, filled++) {
        const row = rowAt(epoch, i);
        scaledRow(arrays.images.data, row, pixels, scale, images.data, filled);
        labels.data[filled] = arrays.labels.data[row];
      }
    rateArray.data[0] = rate;
    program.train([images, labels, rateArray, ...now], [...program.results, ...next]);
    return program.results[0].data[0];
  }
  return { step, epochs: (steps) => Math.floor(last === "wrap" ? (steps * batch) / count : steps / each) };
}

// Bytes of a picture as numbers between 0 and 1; a Float32Array rounds them as f32.
function scaledRow(bytes, row, pixels, scale, out, place) {
  for (let k = 0; k < pixels; k++) out[place * pixels + k] = bytes[row * pixels + k] * scale;
}

// (epoch) -> the rows in the order of that epoch: sorted by random bits, as data/shuffle.py sorts them.
function shufflerOf(engine, json) {
  const graph = engine.readGraph(json);
  const bitsOf = engine.compile(graph);
  const epochArray = engine.emptyArray(graph.inputs[0].type);
  return (epoch) => {
    epochArray.data[0] = epoch;
    const bits = engine.numbersOf(bitsOf([epochArray])[0]);
    return Int32Array.from(bits.keys()).sort((a, b) => bits[a] - bits[b] || a - b);
  };
}

// What the weights say of the test images: {weights: how many arrays they are, predictions, accuracy, confusion}.
function askerOf(engine, graphs, arrays, facts) {
  const graph = engine.readGraph(graphs.inference);
  const infer = engine.compile(graph);
  const images = engine.emptyArray(graph.inputs[0].type);
  const [rows, pixels] = images.type.shape;
  const labels = arrays.test_labels.data;
  fits(engine, arrays.test_images.type.size === labels.length * pixels && graph.outputs[0].type.size === rows * facts.classes);
  fits(engine, labels.every((label) => label < facts.classes) && facts.counted_twice >= 0 && facts.counted_twice <= labels.length);

  function predictions(weights) {
    const found = [];
    while (found.length < labels.length) {
      const many = Math.min(rows, labels.length - found.length); // the rows behind them are not looked at
      for (let i = 0; i < many; i++) scaledRow(arrays.test_images.data, found.length + i, pixels, facts.scale, images.data, i);
      const [outputs] = infer([images, ...weights]);
      const scores = engine.numbersOf(outputs);
      for (let i = 0; i < many; i++) found.push(largest(scores.subarray(i * facts.classes, (i + 1) * facts.classes)));
    }
    return found;
  }
  // The tutorial's program counts whole batches: the images that fill the last one twice.
  function accuracy(predicted) {
    const right = predicted.map((digit, i) => (digit === labels[i] ? 1 : 0));
    const all = [...right, ...right.slice(0, facts.counted_twice)];
    return all.reduce((a, b) => a + b, 0) / all.length;
  }
  // How often a test image of one digit (row) was predicted to be another (column).
  function confusion(predicted) {
    const counts = Array.from({ length: facts.classes }, () => Array(facts.classes).fill(0));
    predicted.forEach((digit, i) => counts[labels[i]][digit]++);
    return counts;
  }
  return { weights: graph.inputs.length - 1, predictions, accuracy, confusion };
}

// The place of the largest number, the first of several; NaN is larger than all.
function largest(numbers) {
  let best = 0;
  for (let i = 1; i < numbers.length; i++)
    if (numbers[i] > numbers[best] || (Number.isNaN(numbers[i]) && !Number.isNaN(numbers[best]))) best = i;
  return best;
}
