// What the page brings along, compressed: graphs, pictures and data are unpacked when somebody looks at them.

// store(packed) -> {model(choice), data(choice)}, promises.   packed: as Python's page.py writes it
function store(packed) {
  const { grid } = packed;
  const models = new Map();
  const sets = new Map();

  async function model(choice) {
    const { layers, width } = choice;
    const key = `${keyOf(choice)} ${width}`;
    if (!models.has(key)) {
      const [text, first] = await Promise.all([
        inflated(packed.models[keyOf(choice)]),
        inflated(packed.firsts[`${choice.data === "digits" ? 64 : 2} ${layers} ${layers ? width : 0}`]),
      ]);
      models.set(key, { ...JSON.parse(text.replaceAll(grid.mark, width)), first: JSON.parse(first) });
    }
    return models.get(key);
  }

  async function data({ data: name }) {
    if (!sets.has(name)) sets.set(name, name === "digits" ? digits(await bytesOf(packed.digits)) : points(bytes(packed.points[name])));
    return sets.get(name);
  }

  // f32[2n,2] and the classes, 0 and 1 by turns; the second half is for testing, and behind both stands the square.
  function points(raw) {
    const all = new Float32Array(raw.buffer);
    const n = grid.points;
    const { side, reach } = grid;
    const asked = new Float32Array(2 * (2 * n + side * side));
    asked.set(all);
    for (let k = 0; k < side * side; k++) {
      asked[2 * (2 * n + k)] = reach * ((2 * (k % side)) / (side - 1) - 1);
      asked[2 * (2 * n + k) + 1] = reach * (1 - (2 * Math.floor(k / side)) / (side - 1));
    }
    const labels = Int32Array.from({ length: n }, (_, i) => i % 2);
    return { x: all.subarray(0, 2 * n), labels, asked, known: [{ from: 0, labels }, { from: n, labels }], all };
  }

  // u8: images for training, their labels, images for testing, theirs.
  function digits(raw) {
    const { digits: n, tests } = grid;
    const image = (from, many) => Float32Array.from(raw.subarray(from, from + 64 * many), (grey) => grey / 16);
    const label = (from, many) => Int32Array.from(raw.subarray(from, from + many));
    const asked = image(65 * n, tests);
    return { x: image(0, n), labels: label(64 * n, n), asked, known: [{ from: 0, labels: label(65 * n + 64 * tests, tests) }] };
  }
  return { model, data };
}

function bytes(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

async function bytesOf(base64) {
  const stream = new Blob([bytes(base64)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function inflated(base64) {
  return new TextDecoder().decode(await bytesOf(base64));
}
