// What Python's convolution widget would answer, computed in the page: another digit, a filter that was written there.

const CONV_ROOM = 270_000; // characters of the film, as in convolution_film.py

function answers(engine, live, state, tell) {
  const { arrays, facts } = live;
  const given = facts.kinds.map((kind, k) => ({ kind, values: convolutionMatrix(engine, arrays[`f${k}`]) }));

  function image() {
    if (state.digit < 0) return { values: convolutionMatrix(engine, arrays.x), title: facts.title };
    const [, ...shape] = arrays.digits.type.shape;
    const size = shape[0] * shape[1];
    const numbers = Float32Array.from(engine.numbersOf(arrays.digits).slice(state.digit * size, (state.digit + 1) * size));
    const label = engine.numbersOf(arrays.labels)[state.digit];
    return { values: { shape, numbers }, title: `test digit ${state.digit}, a ${label}` };
  }

  // The twin of Convolution._use.
  function rebuild() {
    const { values, title } = image();
    const written = state.written ? [{ kind: "yours", values: convolutionWritten(engine, state.written) }] : [];
    const filters = [...written, ...given];
    const { film, kept } = convolutionFilm(engine, values, filters);
    const text = ({ shape, numbers }) => matrixText(convolutionRows(numbers, shape), (v) => general(v + 0, 6));
    if (!film.length) throw new engine.GraphError(`convolution: ${convolutionRule(values.shape, filters[0].values.shape, { stride: 1, padding: 0, dilation: 1 }).impossible()}`);
    const some = kept.length < filters.length ? `; ${kept.length} of the ${filters.length} filters, which is what a page has room for` : "";
    tell({
      made_of: [state.digit, state.written],
      title: `${title}${some}`,
      x: text(values),
      filters: kept.map((f) => ({ kind: f.kind, values: text(f.values) })),
      film,
    });
  }

  function ask(values) {
    const { filter, stride, padding, dilation } = state.film[state.state]; // the last that was possible
    const [before, wrote] = state.made_of;
    if (state.digit < 0 !== before < 0) tell({ digit: before });
    else if (state.digit >= 0) tell({ digit: state.digit % arrays.labels.type.size });
    if (state.written !== wrote && !("filter" in values)) tell({ filter: 0 });
    try {
      if (state.digit !== before || state.written !== wrote) rebuild();
      settle();
    } catch (problem) {
      const [digit, written] = state.made_of;
      tell({ digit, written, filter, stride, padding, dilation });
      settle();
      throw problem;
    }
  }

  // Where in the film the settings are, or -1.
  const place = () => state.film.findIndex((r) => ["filter", "stride", "padding", "dilation"].every((name) => r[name] === state[name]));

  // The twin of Convolution._show.
  function settle() {
    if (place() < 0) {
      const [x, f] = [state.x, state.filters[state.filter]?.values ?? "0"].map(matrixOf);
      const rule = convolutionRule([x.length, x[0].length], [f.length, f[0].length], state);
      throw new engine.GraphError(rule.impossible() || "There is no such setting.");
    }
    tell({ state: place() });
    const now = convolutionShown((name) => state[name]);
    tell({ pixel: now.pixel, source: now.source, status: convolutionSentence(now) });
  }

  return { ask };
}

// A matrix of the kit's: {shape: [rows, columns], numbers}.
function convolutionMatrix(engine, array) {
  return { shape: array.type.shape, numbers: engine.numbersOf(array) };
}

function convolutionRows(numbers, [rows, columns]) {
  return Array.from({ length: rows }, (_, i) => numbers.slice(i * columns, (i + 1) * columns));
}

// The twin of written_filter, in convolution_film.py.
function convolutionWritten(engine, text) {
  const rows = text.split(";").map((row) => row.trim().split(/[\s,]+/));
  const wrong = rows.flat().find((word) => !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word) || Math.abs(Number(word)) > 1e6);
  if (wrong !== undefined) throw new engine.GraphError(`f: '${wrong}' is no number from -1e6 to 1e6; write rows of numbers, such as 1 0 -1; 1 0 -1`);
  const odd = rows.find((row) => row.length !== rows[0].length);
  if (odd) throw new engine.GraphError(`f: a row of ${odd.length} beside one of ${rows[0].length}; all rows must have the same length`);
  if (Math.max(rows.length, rows[0].length) > 7) throw new engine.GraphError(`f is ${rows.length} x ${rows[0].length}; a filter has at most 7 rows and columns`);
  return { shape: [rows.length, rows[0].length], numbers: Float32Array.from(rows.flat(), Number) };
}

// The twin of make_film: {film, kept}, a record for each filter and setting that is possible, as long as there is room.
function convolutionFilm(engine, x, filters) {
  const [film, kept] = [[], []];
  const graphs = new Map(); // one for all filters of a size, with these settings
  let room = CONV_ROOM;
  for (const f of filters) {
    const records = [];
    for (const stride of [1, 2, 3])
      for (const padding of [0, 1, 2])
        for (const dilation of [1, 2, 3]) {
          const rule = convolutionRule(x.shape, f.values.shape, { stride, padding, dilation });
          if (rule.impossible()) continue;
          const key = String([rule.size, stride, padding, dilation]);
          if (!graphs.has(key)) graphs.set(key, engine.readGraph(convolutionGraph(rule)));
          records.push({ stride, padding, dilation, ...convolutionRecord(engine, graphs.get(key), x, f, rule) });
        }
    room -= JSON.stringify(records).length + 13 * records.length - 1; // Python writes a space after each comma and colon
    if (room < 0 && kept.length) break;
    if (!records.length) continue;
    film.push(...records.map((r) => ({ filter: kept.length, ...r })));
    kept.push(f);
  }
  return { film, kept };
}

function convolutionRecord(engine, graph, x, f, rule) {
  const ones = new Float32Array(rule.places[0] * rule.places[1]).fill(1);
  const inputs = [x.numbers, f.values.numbers, ones].map((numbers, k) => engine.arrayOf(graph.inputs[k].type, numbers));
  const [y, ...dx] = engine.evaluate(graph, inputs).map((a) => convolutionRows(engine.numbersOf(a), a.type.shape.slice(2)));
  const text = (rows) => matrixText(rows, (v) => general(v + 0, 6));
  const sentence = `${f.kind}, stride ${rule.stride}, padding ${rule.padding}, dilation ${rule.dilation}: y is ${rule.places.join(" x ")}.`;
  return { sentence, y: text(y), dx: dx.map(text) };
}

// (x, f, ones) -> y, and dx for dy = y and for dy = 1: what ng.convolution and its adjoint record, as graph_json.py writes it.
function convolutionGraph({ shape, size, places, stride, padding, dilation }) {
  const type = (...axes) => `f32[${axes}]`;
  const equations = [];
  const record = (op, inputs, axes, params = {}) => {
    const name = `%${equations.length}`;
    equations.push({ output: [name, type(...axes)], op, inputs, params });
    return name;
  };
  const reshape = (x, ...axes) => record("reshape", [x], axes, { shape: axes });
  const framed = [1, 1, ...shape.map((n) => n + 2 * padding)];
  const inside = [[0, 1, 1], [0, 1, 1], ...shape.map((n) => [padding, padding + n, 1])];
  const hops = { strides: [stride, stride], dilations: [dilation, dilation] };
  const [seen, many] = [size[0] * size[1], places[0] * places[1]];

  const padded = padding ? record("embed", ["x"], framed, { shape: framed, index: inside }) : "x";
  const windows = record("windows", [padded], [1, 1, ...size, ...places], { sizes: size, ...hops });
  const columns = reshape(windows, 1, 1, seen, many);
  const row = reshape("f", 1, 1, 1, seen);
  const y = reshape(record("batch_dot", [row, columns], [1, 1, 1, many]), 1, 1, ...places);

  // Each place sends dy times the filter back to what its window has seen; what overlaps is added up.
  const column = reshape("f", 1, 1, seen, 1);
  const back = (dy) => {
    const sent = record("batch_dot", [column, reshape(dy, 1, 1, 1, many)], [1, 1, seen, many]);
    const space = framed.slice(2);
    const added = record("add_windows", [reshape(sent, 1, 1, ...size, ...places)], framed, { space, ...hops });
    return padding ? record("slice", [added], [1, 1, ...shape], { index: inside }) : added;
  };
  const outputs = [y, back(y), back("ones")];
  const inputs = [["x", type(1, 1, ...shape)], ["f", type(1, 1, ...size)], ["ones", type(1, 1, ...places)]];
  const tree = { tuple: ["*", "*", "*"] };
  return { format: "ngteach graph 1", name: "convolution", inputs, equations, outputs, input_tree: tree, output_tree: tree };
}
