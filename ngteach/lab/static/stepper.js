// The stepper: where we are in the picture, in the program and in memory, and the values that were just made.

function render({ model, el }) {
  const values = valuesOf(model.get("film"), model.get("fields"), model.get("tables"));
  const equations = values.filter((v) => v.made);
  const byName = new Map(values.map((v) => [v.name, v]));
  const total = equations.length;
  const backward = equations.findIndex((v) => v.phase === "adjoint");
  let sentence = sentencesOf(model.get("film"), values);
  const chosen = selection(model, "shown");
  const steps = walk(model, "step", () => total);
  const { go, next, back, keys } = steps;
  const step = () => model.get("step");
  const made = (n) => (n ? equations[n - 1].name : (values[0]?.name ?? ""));
  const f = frame(model, el, {
    label: `Stepper through ${model.get("name")}`,
    keys: { ...keys, Enter: () => goTo(chosen.chosen()) },
    hint: "Space steps, Enter goes to what is chosen",
    film: "step",
    undo: ["step", "shown", "edits"],
    redo: again,
    live: answering,
    links: { step: wholeBelow(() => total + 1), shown: (name) => byName.has(name), edits: areEdits },
    code: () => codeOf(values, step(), model.get("name"), model.get("edits")),
  });
  mark(f.root, "ngt-stepper", true);
  const tip = tooltip(f.root);

  const play = playButton(f, 700, steps);
  const scrub = slider({ label: "Equation", max: total, text: (v) => `${v} of ${total}`, width: "9ch", onmove: go });
  f.controls.append(button("Back", back), button("Step", next, { primary: true }), play.element, scrub.element,
    ...(backward > 0 ? [button("To the backward pass", () => go(backward + 1))] : []));

  // ---- one selection for boxes, lines and values
  const homes = equations.map((_, i) => i);
  model.get("homes").forEach(([i, home]) => (homes[i] = home));
  const numberOf = (name) => (byName.get(name)?.made ?? 0) - 1;
  const picture = graphPicture(model.get("svg"), homes, { label: "Picture of the graph", chosen, numberOf });
  const rows = equations.map((v) => ({ text: `${v.name}: ${v.type} = ${callText(values, v)}`, name: v.name, phase: v.phase }));
  const program = lineList(rows, { label: "Program", chosen });
  let thumbs = null;
  const card = valueCard(values, {
    tip,
    onlook: (name, k = -1) => {
      card.choose(k, byName.get(name));
      chosen.choose(name, card.element);
      if (k >= 0) f.say(lookText(byName.get(name)));
    },
    onelement: (text) => f.say(text),
    onlight: (value, k, parts) => thumbs?.light(value, k, parts),
    onwhole: (value) => f.ask({ whole: "" }) && f.ask({ whole: value.name }),
    onedit: (value, at, text) => f.ask({ edits: editsWith(model.get("edits"), value.name, at, text) }),
    isEdited: (value, at) => model.get("edits").some((edit) => isOf(edit, value.name, at)),
  });
  f.needs(...card.asks);
  const place = h("p", { class: "ngt-place" });
  const memory = memoryChart(values, go);
  thumbs = thumbnails(picture, values, equations, { tip, onelement: card.pick });
  f.picture.append(
    h("div", { class: "ngt-columns" }, h("div", { class: "ngt-column" }, picture.element, signs()),
      h("div", { class: "ngt-column" }, card.element, program.element, place)),
    memory.element);

  function goTo(name) {
    const value = byName.get(name);
    if (value) go(value.made);
  }
  [picture.element, program.element].forEach((box) => box.addEventListener("dblclick", () => goTo(chosen.chosen())));
  [picture.element, program.element].forEach((box) => box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === box) goTo(chosen.chosen());
  }));
  function lookText(value) {
    if (value.made > step()) return `${value.name}: ${value.type} is not computed yet: equation ${value.made} makes it. Enter goes there.`;
    const by = value.made ? `, made by equation ${value.made}, ${value.phase}` : ", an input";
    return `Looking at ${value.name}: ${value.type}${by}; ${remark(value)}.`;
  }

  // A film of very many values has no room for the numbers of all: those are asked for, if there is a Python to ask.
  function askFor(value) {
    const missing = [value, ...value.of.map((i) => values[i])].some((v) => !v.isKnown && v.made <= step());
    if (missing && model.get("wanted") !== value.name) f.ask({ wanted: value.name });
  }
  f.follow(["more"], () => {
    const more = model.get("more");
    card.redraw(() => more.forEach(([name, look, taken, numbers]) => byName.get(name)?.fill(look, taken, numbers)));
    if (more.length) thumbs.redraw(step());
    card.relight();
  });

  // ---- what if a number of an input were another one
  function areEdits(list) {
    return Array.isArray(list) && list.length <= 100 && list.every((text) => byName.get(editOf(String(text))?.name)?.made === 0);
  }
  function again({ edits, shown, ...here }) {
    if (Object.keys(here).length) put(model, here);
    if (shown !== undefined) queueMicrotask(() => put(model, { shown })); // after the choice that a step brings
    return edits === undefined || f.ask({ edits });
  }
  let film = model.get("film");
  f.follow(["film"], () => {
    if (film === model.get("film")) return;
    film = model.get("film");
    card.redraw(() => renew(values, film, model.get("fields"), model.get("tables")));
    sentence = sentencesOf(film, values);
    thumbs.redraw(step());
    card.relight();
    f.say(model.get("status"));
  });

  let first = true;
  let last = -1;
  chosen.listen((name) => {
    const value = byName.get(name);
    if (!value) return;
    askFor(value);
    card.set(value, step());
    const { place: where, line } = value;
    setText(place, where ? `${where}:  ${line}` : value.made ? "made by no line of yours" : "an input");
    place.title = place.textContent;
    if (!first && step() === last) f.say(name === made(step()) ? sentence(step()) : lookText(value));
  });
  f.follow(["step"], () => {
    const n = step();
    last = n;
    scrub.set(n);
    program.light(n - 1, { jump: first });
    program.items.forEach((item, i) => mark(item, "ngt-ahead", i >= n));
    thumbs.set(n);
    picture.light(n ? n - 1 : made(0), { jump: first });
    picture.state((_, node) => {
      if (node.dataset.phase === "input") return "";
      const inside = numbersOf(node).map((i) => equations[i]); // several, if the box stands for more than one
      const alive = inside.filter((v) => v.made <= n && n <= lastState(v));
      if (alive.some((v) => v.kept >= n)) return "kept";
      if (alive.length) return "alive";
      return inside.every((v) => v.made <= n) ? "freed" : "ahead";
    });
    memory.set(n);
    if (!first || !model.get("shown")) chosen.choose(made(n), f.root);
    card.set(byName.get(chosen.chosen()) ?? values[0], n);
    card.relight(); // in the boxes as well
    f.say(sentence(n));
    first = false;
  });
  return () => {
    play.pause();
    picture.close?.();
    f.close();
  };
}

// The list of changed numbers with another one in it.
function editsWith(edits, name, place, number) {
  return [...edits.filter((edit) => !isOf(edit, name, place)), editText(place, number, name)];
}

function isOf(edit, name, place) {
  const found = editOf(edit);
  return found?.name === name && found.place === place;
}

function signs() {
  const sign = (kind, words) =>
    h("span", {}, svg("svg", { width: 16, height: 16, viewBox: "-8 -8 16 16", "aria-hidden": "true" },
      ...BADGES[kind]({ x: 2, y: -2, width: 0 }).childNodes), words);
  return h("p", { class: "ngt-signs" },
    sign("alive", "alive"), sign("kept", "kept for the backward pass"), sign("freed", "read by nobody any more"));
}

export default { render };
