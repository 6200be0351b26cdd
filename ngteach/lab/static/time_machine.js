// The time machine: Python at the left, the graph as it grows at the right, a line from the one to the other.

function render({ model, el }) {
  const film = () => model.get("film");
  const total = () => film().length - 1;
  const { go, next, back, start, isOver, keys } = walk(model, "step", total);
  const f = frame(model, el, {
    label: `Time machine over the tracing of ${model.get("name")}`,
    film: "step",
    undo: ["examples"],
    keys,
    hint: "Space or → records, ← goes back",
  });
  mark(f.root, "ngt-machine", true);
  const equations = () => model.get("equations");
  const counts = (k) => film()[Math.min(k, total())].count;
  const time = slider({ label: "Time", max: total(), text: (k) => `${counts(k)} of ${equations().length}`, width: "9ch", onmove: go });
  const again = () => f.ask({ examples: types.input.value.trim() });
  const types = textField({ label: "Traced with", size: 30, onenter: again });
  const retrace = button("Trace again", again);
  const play = playButton(f, 700, { next, start, isOver });
  f.controls.append(button("Back", back), button("Step", next, { primary: true }), play.element, time.element,
    types.element, retrace);
  f.needs(types.input, retrace);

  const sources = h("div", { class: "ngt-box ngt-sources" });
  const left = h("div", { class: "ngt-column" });
  const right = h("div", { class: "ngt-column" });
  const thread = svg("path", { class: "ngt-thread" });
  const over = svg("svg", { class: "ngt-over", "aria-hidden": "true" }, thread);
  const between = h("div", { class: "ngt-between" }, left, right, over);
  f.picture.append(between);

  let [code, program, drawing, shown, settled] = [[], null, null, null, false];
  const goTo = (i) => go(film().findIndex((state) => state.count > i)); // where equation i is recorded
  const chosen = selection();
  const picture = graphPicture("", [], { label: "The graph so far", onpick: goTo, chosen });
  ["scroll", "ngt-zoom"].forEach((event) => picture.element.addEventListener(event, () => draw()));
  right.append(h("h3", {}, "The graph so far"), picture.element);
  // The next equation of this line that is not there yet; after the last one, the first.
  const jumpTo = (part, line) => {
    const here = counts(model.get("step"));
    const made = equations().flatMap(([, , , at], i) => (at && at[0] === part && at[1] === line ? [i] : []));
    const found = made.find((i) => i >= here) ?? made[0];
    if (found !== undefined) goTo(found);
  };

  f.follow(["sources"], () => {
    code = model.get("sources").map((part, p) => {
      const list = lineList(part.lines.map((text) => ({ text })), { label: `Python, ${part.title}`, onpick: (i) => jumpTo(p, i) });
      list.items.forEach((item, i) => {
        item.dataset.number = part.first + i;
        item.append(h("span", { class: "ngt-ghost" }));
      });
      return list;
    });
    const none = h("p", { class: "ngt-note" }, `No line of Python that you wrote: ${model.get("name")} is ngteach's own.`);
    sources.replaceChildren(...(code.length ? [] : [none]),
      ...model.get("sources").flatMap((part, p) => [h("h3", {}, part.title), code[p].element]));
  });
  f.follow(["svg", "film"], () => {
    picture.redraw(model.get("svg"));
    drawing = growing(picture.element, film().map((state, k) => state.new ?? [state.count - 1].filter(() => k)));
    const high = picture.drawing()?.viewBox.baseVal.height ?? 0;
    between.style.setProperty("--ngt-high", `${Math.min(Math.max(high + 14, 300), 470)}px`);
    [shown, settled] = [null, false];
  });
  f.follow(["equations", "heading", "ending"], () => {
    const lines = [
      { text: model.get("heading"), plain: true },
      ...equations().map(([text, phase]) => ({ text: `  ${text}`, name: text.slice(0, text.indexOf(": ")), phase: PHASES[phase] })),
      { text: model.get("left_out") ? `  … ${counted(model.get("left_out"), "equation")} more` : `  ${model.get("ending")}`, plain: true },
    ];
    program = lineList(lines, { label: "The program so far", onpick: (i) => (i ? goTo(i - 1) : start()), chosen });
    program.items.forEach((item, i) => {
      const news = equations()[i - 1]?.[2];
      if (news) item.append(h("span", { class: "ngt-news" }, news === "new" ? "+ new" : "△ other type"));
    });
    program.element.addEventListener("scroll", draw);
    left.replaceChildren(h("h3", {}, "Python"), sources, h("h3", {}, "The program so far"), program.element);
  });
  sources.addEventListener("scroll", draw);
  f.follow(["examples"], () => types.set(model.get("examples")));

  f.follow(["step", "film", "equations", "sources", "svg"], () => {
    const step = Math.min(model.get("step"), total());
    const { count, at, callers = [] } = film()[step];
    const jump = shown === null;
    time.set(step, { max: total() });
    program.items.forEach((item, i) => mark(item, "ngt-unwritten", i > count && !(i === equations().length + 1 && step === total())));
    program.light(count ? [count] : [0], { jump });
    code.forEach((list, p) => list.light((at ?? [])[0] === p ? [at[1]] : !count && !p ? [0] : [], { jump: true }));
    code.forEach((list, p) => list.items.forEach((item, i) => mark(item, "ngt-caller", callers.some(([part, line]) => part === p && line === i))));
    showLine(jump);
    annotate(count);
    drawing.show(step);
    picture.light(count - 1, { jump });
    shown = step;
    settle();
    draw();
  });

  function showLine(jump) {
    const lit = sources.querySelector(".ngt-lit");
    if (lit) showRow(sources, lit, jump);
  }
  // Behind each line of Python: what it has recorded so far.
  function annotate(count) {
    const made = new Map();
    equations().slice(0, count).forEach(([text, , , at]) => {
      if (at) made.set(at.join(), [...(made.get(at.join()) ?? []), text.slice(text.indexOf(": ") + 2, text.indexOf(" = "))]);
    });
    code.forEach((list, p) => list.items.forEach((item, i) => {
      const types = made.get(`${p},${i}`) ?? [];
      const more = types.length > 1 ? ` ×${types.length}` : "";
      setText(item.querySelector(".ngt-ghost"), types.length ? `${types.at(-1)}${more}` : "");
    }));
  }

  // The thread from the line that is running to the box that it has made.
  function draw() {
    const from = sources.querySelector(".ngt-lit");
    const to = picture?.element.querySelector(".ngt-halo");
    const around = over.getBoundingClientRect();
    if (!from || !to || !around.width || !model.get("step")) return thread.removeAttribute("d");
    const [a, b] = [inside(from, sources), inside(to, picture.element)];
    const [x, u] = [sources.getBoundingClientRect().right - around.left, b.left - around.left];
    const [y, v] = [a.middle - around.top, b.middle - around.top];
    thread.setAttribute("d", `M${x} ${y}C${(x + u) / 2} ${y} ${(x + u) / 2} ${v} ${u} ${v}`);
  }
  function inside(element, box) {
    const [inner, outer] = [element, box].map((each) => each.getBoundingClientRect());
    const within = (value, low, high) => Math.min(Math.max(value, low), high);
    return { left: within(inner.left, outer.left, outer.right), middle: within(inner.top + inner.height / 2, outer.top + 4, outer.bottom - 4) };
  }
  // A graph that can be read when it is seen whole is seen whole; any other one box by box.
  function settle() {
    if (settled || !picture.element.clientWidth) return;
    settled = true;
    seeWhole(picture);
    if (picture.scale() < 0.5) picture.zoom(1);
    picture.light(film()[shown ?? 0].count - 1, { jump: true });
  }
  const watcher = new ResizeObserver(() => {
    settle();
    showLine(true);
    draw();
  });
  watcher.observe(between);
  return () => {
    watcher.disconnect();
    picture.close();
    f.close();
  };
}

export default { render };
