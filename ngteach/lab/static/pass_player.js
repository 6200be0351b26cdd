// The pass player: strike out what you think will go, then see what the pass crosses out.

function render({ model, el }) {
  const [lines, program, rounds] = ["lines", "program", "rounds"].map((name) => model.get(name));
  const all = roundsOf(lines, program, rounds);
  const whole = !model.get("left_out");
  const at = () => Math.floor(model.get("step") / 2);
  const revealed = () => model.get("step") % 2 === 1;
  const guessOf = (i) => model.get("guesses")[i] ?? { left: null, struck: [] };
  const wasShown = (i) => model.get("seen").includes(i);
  const last = 2 * rounds.length - 1;

  // A round that was revealed once stays so.
  const go = (to) => {
    const next = Math.min(Math.max(to, 0), last);
    const asked = next % 2 === 0;
    const round = Math.floor(next / 2);
    if (!asked && !wasShown(round)) return put(model, { seen: [...model.get("seen"), round], step: next });
    put(model, { step: asked && wasShown(round) && to > model.get("step") ? next + 1 : next });
  };
  const changed = (i, what) => rounds.map((_, k) => (k === i ? { ...guessOf(i), ...what } : (model.get("guesses")[k] ?? null)));
  const typed = () => (guess.input.value.trim() === "" ? null : Math.max(0, Math.round(Number(guess.input.value))));
  const reveal = () => go(2 * at() + 1);
  const forth = () => go(model.get("step") + 1);
  const back = () => go(model.get("step") - 1);
  const round = (i) => go(2 * i + (wasShown(i) ? 1 : 0));
  // What is taken back is shown: in the round that it belongs to, before its result.
  function takeBack({ guesses }) {
    const i = guesses.findIndex((guess, k) => JSON.stringify(guess) !== JSON.stringify(model.get("guesses")[k]));
    put(model, { guesses, step: 2 * Math.max(i, 0) });
  }
  const f = frame(model, el, {
    label: `Passes over ${model.get("name")}`,
    film: "step",
    undo: ["guesses"],
    redo: (values) => ("guesses" in values ? takeBack(values) : put(model, values)),
    links: { step: wholeBelow(() => last + 1), seen: (revealed) => revealed.every(wholeBelow(() => rounds.length)) },
    keys: { " ": forth, Enter: forth, ArrowRight: forth, ArrowLeft: back, ArrowDown: () => list.move(1), ArrowUp: () => list.move(-1),
      x: () => list.strike(), Home: () => go(0), End: () => go(last) },
    hint: "Space goes on; ↑ ↓ choose, x strikes out",
  });
  mark(f.root, "ngt-player", true);

  const guess = textField({ label: "Equations left:", size: 4, type: "number", onenter: forth,
    oninput: () => put(model, { guesses: changed(at(), { left: typed() }) }) });
  guess.input.min = 0;
  const show = button("Reveal", reveal, { primary: true });
  const onward = button("Next pass", () => go(2 * at() + 2));
  const play = playButton(f, 1100, { next: forth, start: () => go(0), isOver: () => model.get("step") >= last });
  f.controls.append(button("Back", back), guess.element, show, onward, play.element);

  const chips = rounds.map((r, i) => {
    const chip = h("button", { type: "button", class: "ngt-chip", onclick: () => round(i) }, r.pass);
    chip.style.minWidth = `${r.pass.length + 8}ch`;
    return chip;
  });
  const bars = ["equations", "operations", "bytes"].map((word) => counter(word, Math.max(...rounds.flatMap((r) => [r.before[word], r.after[word]]))));
  const heads = [h("h3"), h("h3")];
  const strike = (names) => {
    if (revealed() || !names.length) return;
    const { struck } = guessOf(at());
    const rest = struck.filter((name) => !names.includes(name));
    const now = rest.length === struck.length ? [...struck, ...names] : rest;
    put(model, { guesses: changed(at(), { struck: now, left: now.length ? rounds[at()].before.equations - now.length : null }) });
    f.announce(`${names.join(", ")}: ${now.length > rest.length ? "struck out" : "stays"}. ${counted(rounds[at()].before.equations - now.length, "equation")} left.`);
  };
  const list = passList(lines, { onstrike: strike, onlook: (name) => picture.look(name) });
  const picture = passPicture(model.get("svg"), lines, program, { label: `The picture of ${model.get("name")}`,
    onpick: (names) => revealed() || strike(names), onlook: (name) => list.choose(name, false) });
  const left = h("div", { class: "ngt-column" }, heads[0], list.element);
  const right = h("div", { class: "ngt-column" }, heads[1], picture.element);
  f.picture.append(h("div", { class: "ngt-passes", role: "group", "aria-label": "The passes, in their order" }, ...chips),
    h("div", { class: "ngt-counters" }, ...bars.map((b) => b.element)), h("div", { class: "ngt-passing" }, left, right));

  let shown = null;
  let leaving = null;
  f.follow(["step", "guesses", "seen"], () => {
    const [i, open, now] = [at(), revealed(), `${model.get("step")}`];
    const { struck, left: said } = guessOf(i);
    const rows = all[i];
    const draw = (jump) => {
      list.show({ rows, revealed: open, struck, verdicts: (name) => whyNot(name, rows, lines, model.get("results")), jump });
      picture.show({ rows, revealed: open, struck, whole });
    };
    clearTimeout(leaving);
    if (Number(now) === Number(shown) + 1 && !open && !calm() && list.leave()) leaving = setTimeout(() => draw(true), 150);
    else draw(now !== shown);
    const change = open && now !== shown && rows.find((row) => row.sign);
    if (change) picture.look(change.name);
    else if (now !== shown) picture.look(null);
    shown = now;
    const [{ pass, before, after }] = [rounds[i]];
    setText(heads[0], open ? (rows.some((row) => row.sign) ? `What ${pass} crosses out` : `${pass} found nothing`) : `Before ${pass}: click what will go`);
    const signs = Object.entries(LEGEND).filter(([sign]) => open && rows.some((row) => row.sign === sign));
    setText(heads[1], signs.map(([, words]) => words).join(", ") || "The same as a picture");
    bars.forEach((b) => b.set(before[b.word], open ? after[b.word] : null));
    chips.forEach((chip, k) => {
      chip.setAttribute("aria-current", k === i ? "step" : "false");
      setText(chip, wasShown(k) ? `${rounds[k].pass} → ${rounds[k].after.equations}` : rounds[k].pass);
    });
    if (document.activeElement !== guess.input || open) guess.set(said === null ? "" : String(said));
    disable(guess.input, open);
    disable(show, open);
    disable(onward, i === rounds.length - 1);
    if (open) queueMicrotask(() => f.say(f.record().sentence + verdictOf(guessOf(at()), rounds[i], rows, lines, model.get("results"))));
  });
  return () => {
    picture.close();
    f.close();
  };
}

const LEGEND = { "-": "× goes", "±": "± is replaced", "+": "+ is new", "~": "a green wire is new" };

// A number as two bars: the outline is before, the filled one after; the whole width is the most there ever was.
function counter(word, most) {
  const wide = 300;
  const share = (n) => (most ? (wide * n) / most : 0);
  const outline = svg("rect", { class: "ngt-bar-before", x: 0.75, y: 1.5, height: 9, rx: 3 });
  const filled = svg("rect", { class: "ngt-bar-after", x: 0.75, y: 1.5, height: 9, rx: 3 });
  const number = h("span", { class: "ngt-mono" });
  const chart = svg("svg", { viewBox: `0 0 ${wide} 12`, preserveAspectRatio: "none", "aria-hidden": "true" }, outline, filled);
  const element = h("div", { class: "ngt-counter" }, h("p", { class: "ngt-small" }, h("span", {}, word), number), chart);
  function set(before, after) {
    outline.setAttribute("width", Math.max(share(before) - 1.5, 0));
    filled.setAttribute("width", after === null ? 0 : Math.max(share(after) - 1.5, 0));
    mark(element, "ngt-risen", after > before);
    const percent = before ? (100 * (after - before)) / before : 0;
    const digits = Math.abs(percent) < 1 ? 1 : 0;
    const percents = Math.abs(percent).toFixed(digits);
    const size = Number(percents) ? `${percents} %` : Math.abs(after - before).toLocaleString("en"); // not "0.0 %"
    const change = after === null || after === before ? "" : ` (${percent > 0 ? "+" : "−"}${size})`;
    setText(number, after === null || amount(after) === amount(before) ? amount(before) : `${amount(before)} → ${amount(after)}${change}`);
    number.title = [before, after].filter((n) => n !== null).map((n) => n.toLocaleString("en")).join(" → ");
  }
  return { element, set, word };
}

// 246849705 -> "246.8 M", as the sentence says it.
function amount(n) {
  if (n < 1e5) return n.toLocaleString("en");
  const [size, sign] = n >= 1e9 ? [1e9, "G"] : n >= 1e6 ? [1e6, "M"] : [1e3, "k"];
  return `${(n / size).toFixed(1)} ${sign}`;
}

export default { render };
