// What Python's attention widget would answer, computed in the page: the graphs of the model read names, and spell them.

const ATTENTION_ROOM = 260_000; // characters of the film, as in attention.py

function answers(engine, live, state, tell) {
  const model = attentionModel(engine, live);

  // Put a name into the film; what was there first leaves, where there is no room.   number: of the key that spelled it
  function keep(name, number) {
    const film = [...state.film, attentionNew(name, number, model.read(name))];
    let { shown } = state;
    while (film.length > 2 && JSON.stringify(film).length > ATTENTION_ROOM) {
      const old = shown ? 0 : 1; // what is shown stays
      film.splice(old, 1);
      if (old < shown) shown--;
    }
    tell({ film, shown });
    return film.length - 1;
  }

  function read(text) {
    const name = text.trim().toLowerCase();
    const refusal = attentionRefusal(name, state.longest);
    if (refusal) {
      tell({ name: state.film[state.shown].name });
      throw new engine.GraphError(refusal);
    }
    const known = state.film.findIndex((r) => r.name === name);
    tell({ name, shown: known < 0 ? keep(name, 0) : known });
  }

  function ask(values) {
    const before = state.film[state.shown]?.name;
    const spelled = state.film.some((r) => r.spelled === state.spelled);
    if (state.spelled > 0 && !spelled) keep(model.spell(state.spelled), state.spelled);
    if ("name" in values) read(values.name);
    const inside = (k, least, most) => Math.min(Math.max(k, least), most);
    const record = attentionRecord(state.film[inside(state.shown, 0, state.film.length - 1)]);
    const { name } = record;
    const at = name === before || "at" in values ? inside(state.at, 0, name.length) : name.length;
    const [layer, head] = ["layer", "head"].map((trait) => inside(state[trait], 0, state[`${trait}s`] - 1));
    const letter = inside(state.letter, -1, state.alphabet.length - 1);
    tell({ name, at, layer, head, letter });
    const asked = letter < 0 ? largestAt(record.p[at]) : letter;
    tell({ status: attentionSentence({ get: (trait) => state[trait] }, record, at, asked) });
  }

  return { ask };
}

// The model: {read(name), spell(number)}.  Its graphs are those of attention_graph.py.
function attentionModel(engine, live) {
  const [looking, felt, drawing] = ["looking", "felt", "drawing"].map((name) => engine.readGraph(live.graphs[name]));
  const [look, mattered, draw] = [looking, felt, drawing].map((graph) => engine.compile(graph));
  const weights = looking.inputs.slice(1).map((x) => live.arrays[x.name]);
  const [, context] = looking.inputs[0].type.shape;
  const seedType = felt.inputs[1].type;
  const letters = seedType.shape[0];

  // The letters of a name: 0, which begins it, a to z as 1 to 26, and zeros behind.
  const lettersOf = (name) => Int32Array.from({ length: context }, (_, i) => (i ? Math.max(0, (name.charCodeAt(i - 1) || 96) - 96) : 0));
  const looked = (ids) => look([engine.arrayOf(looking.inputs[0].type, ids), ...weights]).map((x) => ({ type: x.type, numbers: engine.numbersOf(x) }));

  // The twin of Reader.read: what may come next, who looks at whom, and which letters mattered.
  function read(name) {
    const n = name.length + 1;
    const ids = lettersOf(name);
    const [, p, ...layers] = looked(ids);
    const rows = (numbers, width, first, count) => Array.from({ length: count }, (_, i) => numbers.slice(first + i * width, first + (i + 1) * width));
    const square = context * context;
    const heads = Math.max(...layers.map((x) => x.type.size / square));
    const looks = layers.map((x) =>
      Array.from({ length: heads }, (_, k) =>
        k * square < x.type.size ? rows(x.numbers, context, k * square, n) : rows(new Float32Array(n * context), context, 0, n)));
    return { p: rows(p.numbers, letters, 0, n), looks, felt: Array.from({ length: n }, (_, i) => feltAt(ids, i)) };
  }

  // How much each position mattered to the score of each letter after position i: the adjoint, seeded at that score.
  function feltAt(ids, i) {
    const seed = engine.emptyArray(seedType);
    for (let c = 0; c < letters; c++) seed.data[(c * context + i) * letters + c] = 1;
    const inputs = [engine.arrayOf(felt.inputs[0].type, ids), seed, ...weights];
    const lengths = engine.numbersOf(mattered(inputs)[0]);
    return Array.from({ length: letters }, (_, c) => lengths.slice(c * context, (c + 1) * context));
  }

  // The twin of spelled, in attention_names.py: each letter is drawn as likely as the scores say.
  function spell(number) {
    const key = engine.arrayOf(drawing.inputs[0].type, Uint32Array.of(Math.floor(number / 2 ** 32), number % 2 ** 32));
    let name = "";
    while (name.length < context - 1) {
      const [scores] = looked(lettersOf(name));
      const after = scores.numbers.slice(name.length * letters, (name.length + 1) * letters);
      const position = engine.arrayOf(drawing.inputs[1].type, Uint32Array.of(name.length));
      const letter = Number(engine.numbersOf(draw([key, position, engine.arrayOf(drawing.inputs[2].type, after)])[0])[0]);
      if (!letter) break;
      name += String.fromCharCode(96 + letter);
    }
    return name;
  }

  return { read, spell };
}

// The twin of record, in attention_names.py.
function attentionNew(name, number, { p, looks, felt }) {
  const n = p.length;
  const three = (v) => fixed(v, 3);
  const past = (rows, i) => rows.map((row) => row.slice(0, i + 1)); // what comes later is not looked at
  return {
    name,
    spelled: number,
    sentence: `"${name}": ${n} positions, each with what comes next.`,
    p: matrixText(p, three),
    looks: looks.map((layer) => layer.map((head) => matrixText(head.map((row, i) => row.slice(0, i + 1)), three))),
    felt: felt.map((rows, i) => matrixText(past(rows, i), (v) => general(v, 3))),
  };
}
