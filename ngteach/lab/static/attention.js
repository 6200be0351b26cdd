// The attention widget: each name is in the film once it is known, with all positions, layers, heads and letters.

function render({ model, el }) {
  const get = (name) => model.get(name);
  const alphabet = get("alphabet");
  let record; // what is shown of the film
  let now; // the same, read
  let hovered = null;
  let pending = 0; // the number of a name that the model is to spell

  const f = frame(model, el, {
    label: "Attention",
    hint: "← → letter, ↑ ↓ score of, l layer, h head, s spell",
    live: answering,
    film: "shown",
    undo: ["name", "layer", "head", "letter"],
    redo: (values) => ("name" in values ? toName(values.name, values) : put(model, values)),
    links: { name: (text) => !attentionRefusal(text, get("longest")), at: wholeBelow(() => get("longest") + 1), layer: wholeBelow(() => get("layers")),
      head: wholeBelow(() => get("heads")), letter: wholeBelow(() => alphabet.length) },
    code: () => attentionCode(model),
    drawing: () => picture,
    keys: {
      " ": () => go(get("at") < now.name.length ? get("at") + 1 : 0),
      ArrowLeft: () => go(get("at") - 1),
      ArrowRight: () => go(get("at") + 1),
      Home: () => go(0),
      End: () => go(now.name.length),
      ArrowUp: () => rank(-1),
      ArrowDown: () => rank(1),
      l: () => put(model, { layer: (get("layer") + 1) % get("layers") }),
      h: () => put(model, { head: (get("head") + 1) % get("heads") }),
      s: () => spell(),
    },
  });

  // ---- what is chosen
  const go = (i) => put(model, { at: Math.max(0, Math.min(now.name.length, i)) });
  const at = () => Math.min(get("at"), now.name.length);
  const asked = () => (get("letter") < 0 ? largestAt(now.p[at()]) : get("letter"));
  // The letter that is one place less likely, or more.
  function rank(by) {
    const p = now.p[at()];
    const order = [...p.keys()].sort((a, b) => p[b] - p[a]);
    const k = Math.max(0, Math.min(order.length - 1, order.indexOf(asked()) + by));
    put(model, { letter: order[k] });
  }
  // A name that is in the film is shown at once; for another one Python is asked.
  function toName(text, more = {}) {
    const name = text.trim().toLowerCase();
    const shown = get("film").findIndex((r) => r.name === name);
    const wrong = attentionRefusal(name, get("longest"));
    if (wrong) return f.say(wrong, true);
    if (shown < 0) return f.ask({ ...more, name });
    put(model, { at: name.length, ...more, name, shown });
  }
  function spell() {
    play.pause();
    const number = get("spelled") + 1;
    const ready = get("film").findIndex((r) => r.spelled === number);
    if (ready >= 0) return reveal(ready, number);
    if (f.ask({ spelled: number }) !== false) pending = number;
  }
  function reveal(shown, number) {
    pending = 0;
    put(model, { shown, name: get("film")[shown].name, spelled: number, at: 0 });
    play.element.click();
  }

  // ---- controls
  const field = textField({ label: "name", size: 16, onenter: (text) => toName(text) });
  field.input.setAttribute("maxlength", "40");
  const play = playButton(f, 900, { next: () => go(get("at") + 1), start: () => go(0), isOver: () => get("at") >= now.name.length });
  const speller = button("Let it spell", spell, { primary: true, title: "The model spells a name, letter by letter" });
  const numbered = (n) => [...Array(n).keys()].map((k) => [String(k), String(k + 1)]);
  const layer = select({ label: "layer", options: numbered(get("layers")), onchoose: (k) => put(model, { layer: Number(k) }) });
  const head = select({ label: "head", options: numbered(get("heads")), onchoose: (k) => put(model, { head: Number(k) }) });
  const letters = [["-1", "the likeliest"], ...alphabet.map((a, k) => [String(k), k ? a : "the end"])];
  const letter = select({ label: "score of", options: letters, onchoose: (k) => put(model, { letter: Number(k) }) });
  f.needs(field);
  f.controls.append(field.element, speller, play.element, layer.element, head.element, letter.element);

  // ---- picture
  const picture = svg("svg", { class: "ngt-look", role: "img" });
  f.picture.append(picture);
  let width = 0;

  function paint() {
    if (!width || !now) return;
    const [i, l, k] = [at(), get("layer"), get("head")];
    const layout = attentionLayout(width, now.names.length, get("layers"), get("heads"));
    const colour = heatColours(f.root);
    const looks = now.looks[l][k];
    const [row, column] = hovered ?? [i, largestAt(looks[i])];
    const place = (j) => (j ? `${now.name[j - 1]} (${j})` : "start");
    const shown = {
      names: now.names, at: i, looks, p: now.p[i], felt: now.felt[i][asked()],
      caption: `${place(row)} looks at ${place(column)}: ${looks[row][column].toFixed(3)}`,
      next: !i ? "what a name begins with" : width < 400 ? "what comes next" : `what comes after "${now.name.slice(0, i)}"`,
    };
    const named = asked() ? alphabet[asked()] : "the end";
    const titles = {
      looks: `${i ? now.name[i - 1] : "the beginning"} looks at … (layer ${l + 1}, head ${k + 1})`,
      felt: width < 480 ? `what mattered for ${named}` : `how much each mattered to the score of ${named}: |d score / d embedding|`,
    };
    for (const [name, value] of Object.entries({ width, height: layout.height, viewBox: `0 0 ${width} ${layout.height}` })) picture.setAttribute(name, value);
    picture.replaceChildren(
      ...attentionStrip(layout, shown, titles), ...attentionGrid(layout, now, { layer: l, head: k }, colour),
      ...attentionMap(layout, shown, colour, hovered), ...attentionBars(layout, shown, alphabet, asked()));
    picture.setAttribute("aria-label", `The letters of ${now.name || "no name"} with lines from ${place(i)} to those it looks at; a map of layer ${l + 1}, head ${k + 1}; bars for what comes next.`);
  }

  // ---- mouse and finger
  const found = (event, name) => event.target.closest?.(`[data-${name}]`)?.dataset[name];
  picture.addEventListener("click", (event) => f.guard(() => {
    const [i, one, cell, k] = ["at", "head", "cell", "letter"].map((name) => found(event, name));
    if (i !== undefined) go(Number(i));
    else if (one) put(model, { layer: Number(one.split(" ")[0]), head: Number(one.split(" ")[1]) });
    else if (cell) go(Number(cell.split(" ")[0]));
    else if (k !== undefined) put(model, { letter: Number(k) });
  }));
  picture.addEventListener("pointerover", (event) => f.guard(() => {
    const cell = found(event, "cell")?.split(" ").map(Number) ?? null;
    if (String(cell) === String(hovered)) return;
    hovered = cell;
    paint();
  }));

  // ---- what follows what
  f.follow(["name"], () => field.set(get("name")));
  f.follow(["shown", "film", "at", "layer", "head", "letter", "failed"], () => {
    const ready = pending ? get("film").findIndex((r) => r.spelled === pending) : -1;
    if (ready >= 0) return reveal(ready, pending);
    if (record !== f.record()) {
      record = f.record();
      now = attentionRecord(record);
      hovered = null;
    }
    layer.set(String(get("layer")));
    head.set(String(get("head")));
    letter.set(String(get("letter")));
    paint();
    // after the frame, which says what the record says
    queueMicrotask(() => get("failed") || f.say(attentionSentence(model, now, at(), asked())));
  });
  const end = onLook(f.picture, (w) => f.guard(() => ((width = w), paint())));
  return () => {
    end();
    f.close();
  };
}

export default { render };
