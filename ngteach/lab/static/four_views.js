// Four views of one graph: the mouse over a line or a box lights its equation in all four, a click or a key chooses it.

function render({ model, el }) {
  const rows = model.get("program");
  const last = rows.length - 1;
  const selected = () => model.get("selected");
  const choose = (i) => put(model, { selected: Math.min(Math.max(i, 0), last) });
  const next = () => choose(selected() + 1);
  const back = () => choose(selected() - 1);
  const f = frame(model, el, {
    label: `Four views of ${model.get("name")}`,
    keys: { " ": next, ArrowRight: next, ArrowDown: next, ArrowLeft: back, ArrowUp: back,
      Home: () => choose(0), End: () => choose(last) },
    hint: "Move over any line or box; Space or ↓ next, ↑ back",
    film: "selected",
    code: () => `views = ng.lab.four_views(graph)  # ${model.get("name")}\nviews.selected = ${selected()}\nviews`,
  });
  mark(f.root, "ngt-views", true);
  const scrub = slider({ label: "Equation", min: 1, max: rows.length, text: (v) => `${v} of ${rows.length}`,
    width: "9ch", onmove: (v) => choose(v - 1) });
  f.controls.append(button("Back", back), button("Next", next, { primary: true }), scrub.element);

  // ---- the four
  const chosen = selection();
  const picture = graphPicture(model.get("svg"), model.get("homes"), { label: "Picture of the graph", chosen,
    onpick: (i, name) => {
      if (i === undefined) return;
      const here = numbersOf(picture.node(name)).filter((n) => n <= last);
      if (!here.length) f.announce(model.get("left_out"));
      else choose(here.includes(i) ? i : here[0]);
    } });
  const program = lineList(rows, { label: "Program", onpick: choose, chosen });
  chosen.listen((name, by) => by && by !== "film" && rows.some((row, i) => row.name === name && (choose(i), true)));
  // A line of NumPy or C++ has the phase of its first equation; clicked again, it goes on to its next equation.
  const text = (lines, label) =>
    lineList(
      lines.map(([line, numbers]) => ({ text: line, phase: rows[numbers[0]]?.phase, plain: !numbers.length })),
      { label, onpick: (at) => {
        const numbers = lines[at][1];
        const now = numbers.indexOf(selected());
        if (numbers.length) choose(numbers[(now + 1) % numbers.length]);
      } },
    );
  const numpy = text(model.get("numpy"), "The compiled NumPy program");
  const cpp = text(model.get("cpp"), "C++ for nGraph");
  const view = (title, name, list) => h("div", { class: `ngt-column ngt-four-${name}` }, h("h3", {}, title), list.element);
  if (model.get("left_out")) f.picture.append(h("p", { class: "ngt-small" }, model.get("left_out")));
  f.picture.append(h("div", { class: "ngt-four" }, view("Picture", "picture", picture), view("Program", "program", program),
    view("NumPy, as compiled", "numpy", numpy), view("C++, as the tutorial would write it", "cpp", cpp)));

  // ---- what is lit: what the mouse is over, otherwise what is chosen
  let first = true;
  let over = null; // {i, by}: the equation, and the list or picture
  function light() {
    const i = over?.i ?? selected();
    const places = model.get("places")[i];
    picture.light(i, { jump: first, still: over?.by === picture });
    still(program, () => program.light([i], { jump: first }));
    still(numpy, () => numpy.light(places.numpy, { jump: first, show: places.numpy.at(-1) }));
    still(cpp, () => cpp.light(places.cpp, { jump: first, show: places.cpp.at(-1) }));
    f.say(model.get("film")[i].sentence);
    first = false;
  }
  // The list that the mouse is over must not move away below it.
  function still(list, action) {
    const { scrollLeft, scrollTop } = list.element;
    action();
    if (over?.by !== list) return;
    cancelAnimationFrame(gliding.get(list.element));
    list.element.scrollTo(scrollLeft, scrollTop);
  }
  function hover(i, by) {
    if (i === undefined ? !over : over?.i === i && over.by === by) return;
    over = i === undefined ? null : { i, by };
    light();
  }
  const watch = (element, find) => {
    element.addEventListener("pointerover", (event) => event.pointerType !== "touch" && !event.buttons && find(event.target));
    element.addEventListener("pointerleave", () => hover());
  };
  const overLine = (list, numbersOf) => watch(list.element, (target) => {
    const line = list.items.indexOf(target.closest(".ngt-line"));
    const numbers = line < 0 ? [] : numbersOf(line);
    hover(numbers.includes(selected()) ? selected() : numbers[0], list);
  });
  overLine(program, (line) => [line]);
  overLine(numpy, (line) => model.get("numpy")[line][1]);
  overLine(cpp, (line) => model.get("cpp")[line][1]);
  watch(picture.element, (target) => {
    const numbers = target.closest("g.node") ? numbersOf(target.closest("g.node")) : [];
    const here = numbers.filter((i) => i <= last);
    hover(here.includes(selected()) ? selected() : here.at(-1), picture);
  });

  f.follow(["selected"], () => {
    over = null;
    scrub.set(selected() + 1);
    chosen.choose(picture.node(selected())?.dataset.name ?? rows[selected()].name, "film");
    light();
  });
  // The whole graph, if its boxes keep their names; a larger one is looked at in parts.  Until somebody zooms.
  let untouched = true;
  const touch = (event) => (event.type === "keydown" ? "+=-0".includes(event.key) : event.type === "click" || event.ctrlKey) && (untouched = false);
  picture.element.addEventListener("keydown", touch);
  picture.element.addEventListener("wheel", touch);
  picture.element.querySelector(".ngt-tools")?.addEventListener("click", touch);
  const sizes = new ResizeObserver(() => {
    if (!untouched) return;
    picture.fit();
    if (picture.scale() < 0.75) picture.zoom(0.85);
    light();
  });
  sizes.observe(picture.element);
  return () => {
    sizes.disconnect();
    picture.close();
    f.close();
  };
}

export default { render };
