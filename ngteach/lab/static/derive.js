// Derive: the training function draws itself, box by box.  All states are in the film; Python is not asked.

function render({ model, el }) {
  const film = model.get("film");
  const total = film.length - 1;
  const program = model.get("program");
  const steps = walk(model, "step", () => total);
  const { go, next, back } = steps;
  const leave = (move) => () => (play.pause(), move());
  const f = frame(model, el, {
    label: `Deriving the training function of ${model.get("name")}`,
    film: "step",
    keys: {
      " ": leave(next), ArrowRight: leave(next), ArrowDown: leave(next), ArrowLeft: leave(back), ArrowUp: leave(back),
      Home: leave(() => go(0)), End: leave(() => go(total)), p: () => play.toggle(),
    },
    hint: "Space or → steps, ← goes back, p plays",
    drawing: () => picture.element.querySelector("svg.ngt-film") ?? f.picture,
  });
  mark(f.root, "ngt-derive", true);

  const speed = select({ label: "Speed", options: [["0.5", "½ ×"], ["1", "1 ×"], ["2", "2 ×"], ["4", "4 ×"]], value: "1" });
  const play = player(f, steps, () => pause(film[model.get("step")]) / Number(speed.input.value));
  const scrub = slider({ label: "State", max: total, text: (v) => `${v} of ${total}`, width: "8ch", onmove: (v) => (play.pause(), go(v)) });
  f.controls.append(play.button("Play"), button("Back", leave(back)), button("Step", leave(next)), scrub.element, speed.element);

  const chosen = selection();
  const picture = graphPicture(model.get("svg"), [], { label: "Picture of the training function", chosen });
  const drawn = picture.element.querySelector(":scope > svg");
  const { width: wide, height: high } = drawn.viewBox.baseVal;
  drawn.classList.add("ngt-film");
  mark(f.root, "ngt-wide", wide > 610); // it takes the whole width, and the program stands below
  const drawing = growing(picture.element, film.map((state) => state.new));
  const list = lineList(program, { label: "Program", onpick: (i) => chosen.choose(program[i].box, "program") });
  const question = h("div", { class: "ngt-question-card" }, h("p", {}, model.get("question")), play.button("Play", { primary: true }));
  const tally = counts(model.get("totals"));
  const note = model.get("note");
  f.picture.append(
    h("div", { class: "ngt-columns" }, h("div", { class: "ngt-stage" }, picture.element, question),
      h("div", { class: "ngt-column" }, tally.element, h("p", { class: "ngt-derive-head" }, "The program, as it grows"), list.element,
        note ? h("p", { class: "ngt-derive-note" }, note) : null)),
  );

  // What is there can be looked at without going back, by mouse and by arrow keys, in the picture and in the program:
  // its rule is said, and it is lit on both sides.  What is still to come cannot.
  const about = new Map(film.flatMap((state, k) => state.new.map((name) => [name, k])));
  const bornAt = program.map(() => 0);
  film.forEach((state, k) => state.lines.forEach((i) => (bornAt[i] = k)));
  let looked = 0;
  chosen.listen((name) => {
    if (name === null) return;
    const k = about.get(name) ?? 0;
    if (k > model.get("step")) return queueMicrotask(() => chosen.choose(film[looked].lit || null, "film"));
    play.pause();
    light(film[k]);
    f.say(film[k].sentence);
    looked = k;
  });
  list.element.addEventListener("keydown", (event) => {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    let k = looked + way;
    while (film[k] && !film[k].lines.length) k += way;
    if (film[k]?.lit && k <= model.get("step")) chosen.choose(film[k].lit, "program");
    event.preventDefault();
  });
  function light(state, jump = false) {
    picture.light(state.lit, { jump });
    list.light(state.lines, { jump, show: state.lines.at(-1) });
  }

  // As wide as the box, but never with letters below 10 px; and as high as that makes it, so that nothing moves later.
  let room = 0;
  const fitWidth = () => {
    const { clientWidth } = picture.element;
    if (!clientWidth || clientWidth === room) return;
    room = clientWidth;
    const share = Math.min(Math.max(clientWidth / wide, 10.01 / 10.5), wide > 610 ? 1 : 1.1);
    picture.element.style.height = `${Math.ceil(high * share + picture.above()) + (wide * share > clientWidth + 1 ? 18 : 3)}px`;
    picture.zoom(share);
    picture.element.scrollTo(0, 0);
  };
  const watching = new ResizeObserver(() => f.guard(fitWidth));
  watching.observe(picture.element);

  let first = true;
  f.follow(["step", "film"], () => {
    const step = model.get("step");
    const state = film[step] ?? film[0];
    chosen.choose(null);
    looked = step;
    scrub.set(step);
    drawing.show(step);
    light(state, first);
    tally.set(state.counts);
    list.items.forEach((item, i) => mark(item, "ngt-unborn", bornAt[i] > step));
    question.hidden = step > 0;
    mark(f.root, "ngt-teaser", step === 0);
    first = false;
  });
  return () => {
    play.pause();
    watching.disconnect();
    picture.close?.();
    f.close();
  };
}

// How long a state is looked at, in ms: rules want to be read.
function pause(state) {
  if (!state?.lit) return 900;
  return { adjoint: state.lines.length ? 1500 : 900, update: 1100 }[state.part] ?? 450;
}

// Plays the walk, each state as long as it wants.  It has several buttons: {button(label, more), toggle, pause}.
function player(f, { next, start, isOver }, delay) {
  let timer = null;
  const buttons = [];
  function show() {
    for (const each of buttons) {
      setText(each, timer ? "Pause" : "Play");
      each.setAttribute("aria-pressed", String(Boolean(timer)));
    }
  }
  function pause() {
    clearTimeout(timer);
    timer = null;
    show();
  }
  function later() {
    timer = setTimeout(() => f.guard(() => {
      if (!f.root.isConnected || isOver()) return pause();
      next();
      isOver() ? pause() : later();
    }), delay());
  }
  function toggle() {
    if (timer) return pause();
    if (isOver()) start();
    else next(); // something happens at once
    later();
    show();
  }
  function make(label, more = {}) {
    const element = button(label, toggle, { ...more, "aria-pressed": "false" });
    element.style.minWidth = "64px";
    buttons.push(element);
    return element;
  }
  return { button: make, toggle, pause };
}

// Four numbers that grow, and one bar of them all.
function counts(totals) {
  const kinds = [["forward", "you"], ["loss", "the loss"], ["adjoint", "autodiff"], ["update", "the optimizer"]];
  const sum = totals.reduce((a, b) => a + b, 0) || 1;
  const parts = kinds.map(([kind, who]) => ({
    number: h("b", {}, "0"),
    bar: h("span", { class: "ngt-share", "data-kind": kind }),
    who,
    kind,
  }));
  const words = parts.map((p) => h("span", { class: "ngt-author", "data-kind": p.kind }, h("i", { "aria-hidden": "true" }), p.number, ` ${p.who}`));
  const bar = h("div", { class: "ngt-shares", "aria-hidden": "true" }, ...parts.map((p) => p.bar));
  const element = h("div", { class: "ngt-tally" }, h("p", { class: "ngt-derive-head" }, "Equations, and who wrote them"), bar, h("p", {}, ...words));
  function set(numbers) {
    parts.forEach((p, i) => {
      setText(p.number, numbers[i]);
      p.bar.style.width = `${(100 * numbers[i]) / sum}%`;
    });
  }
  return { element, set };
}

export default { render };
