// Four views of one graph: choose an equation in any of them, and all four show it.

function render({ model, el }) {
  const rows = model.get("program");
  const last = rows.length - 1;
  const choose = (i) => put(model, { selected: Math.min(Math.max(i, 0), last) });
  const next = () => choose(model.get("selected") + 1);
  const back = () => choose(model.get("selected") - 1);
  const f = frame(model, el, {
    label: `Four views of ${model.get("name")}`,
    keys: { " ": next, ArrowRight: next, ArrowDown: next, ArrowLeft: back, ArrowUp: back,
      Home: () => choose(0), End: () => choose(last) },
    hint: "Space or ↓ next, ↑ back, or click a line or a box",
  });
  mark(f.root, "ngt-views", true);
  const scrub = slider({ label: "Equation", min: 1, max: rows.length, text: (v) => `${v} of ${rows.length}`,
    width: "9ch", onmove: (v) => choose(v - 1) });
  const size = select({ label: "Zoom", options: [["0.5", "50 %"], ["0.7", "70 %"], ["0.85", "85 %"], ["1", "100 %"]],
    value: "0.85", onchoose: (v) => (picture.zoom(Number(v)), picture.light(model.get("selected"))) });
  f.controls.append(button("Back", back), button("Next", next, { primary: true }), scrub.element, size.element);

  const picture = graphPicture(model.get("svg"), model.get("homes"), {
    label: "Picture of the graph",
    onpick: (i) => i !== undefined && choose(i),
  });
  picture.zoom(0.85);
  const program = lineList(rows, { label: "Program", onpick: choose });
  // A line of NumPy or C++ has the phase of its first equation; clicked again, it goes on to its next equation.
  const text = (lines, label) =>
    lineList(
      lines.map(([line, numbers]) => ({ text: line, phase: rows[numbers[0]]?.phase, plain: !numbers.length })),
      { label, onpick: (at) => {
        const numbers = lines[at][1];
        const now = numbers.indexOf(model.get("selected"));
        if (numbers.length) choose(numbers[(now + 1) % numbers.length]);
      } },
    );
  const numpy = text(model.get("numpy"), "The compiled NumPy program");
  const cpp = text(model.get("cpp"), "C++ for nGraph");
  const view = (title, list) => h("div", { class: "ngt-column" }, h("h3", {}, title), list.element);
  f.picture.append(h("div", { class: "ngt-four" }, view("Picture", picture), view("Program", program),
    view("NumPy, as compiled", numpy), view("C++, as the tutorial would write it", cpp)));

  let first = true;
  f.follow(["selected"], () => {
    const i = model.get("selected");
    const places = model.get("places")[i];
    scrub.set(i + 1);
    picture.light(i, { jump: first });
    program.light([i], { jump: first });
    numpy.light(places.numpy, { jump: first, show: places.numpy.at(-1) });
    cpp.light(places.cpp, { jump: first, show: places.cpp.at(-1) });
    first = false;
  });
  return f.close;
}

export default { render };
