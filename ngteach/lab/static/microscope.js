// The gradient microscope: which element, on the left; how differences err over the step size, on the right.

function render({ model, el }) {
  const f = frame(model, el, {
    label: "Gradient microscope",
    hint: "arrows: element, Space: next, + −: step size",
    film: "step",
    undo: ["chosen", "place", "step"],
    links: { chosen: (name) => model.get("inputs").some((x) => x.name === name), place: wholeBelow(() => 1e6), step: wholeBelow(() => model.get("steps").length) },
    redo: (values) => ("chosen" in values || "place" in values ? f.ask(values) : put(model, values)),
    keys: {
      ArrowLeft: () => walk(-1),
      ArrowRight: () => walk(1),
      ArrowUp: () => walk(-shape().columns),
      ArrowDown: () => walk(shape().columns),
      " ": () => walk(1),
      "+": () => size(1),
      "=": () => size(1),
      "-": () => size(-1),
    },
  });
  const shape = () => model.get("inputs").find((x) => x.name === model.get("chosen"));
  const walk = (by) => {
    const next = model.get("place") + by;
    if (next >= 0 && next < shape().rows * shape().columns) f.ask({ place: next });
  };
  const steps = model.get("steps");
  const size = (by) => go(Math.max(0, Math.min(steps.length - 1, model.get("step") + by)));
  const go = (step) => put(model, { step });

  const input = select({
    label: "adjoint of",
    options: model.get("inputs").map((x) => [x.name, `${x.name} ${x.type}`]),
    onchoose: (chosen) => f.ask({ chosen }),
  });
  const h_ = slider({
    label: "step size h",
    max: steps.length - 1,
    width: "8ch",
    text: (i) => steps[i].toExponential(1),
    onmove: (step) => go(step),
  });
  const bests = model.get("bests").map(([name], i) => button(`Best h in ${name}`, () => go(model.get("bests")[i][1])));
  f.controls.append(input.element, h_.element, ...bests);
  f.needs(input);

  const map = h("img", { class: "ngt-scope-heat" });
  const cursor = h("div", { class: "ngt-scope-cursor" });
  const sheet = h("div", { class: "ngt-scope-sheet" }, map, cursor);
  const caption = h("p", { class: "ngt-scope-element ngt-mono" });
  const note = h("p", { class: "ngt-scope-note" });
  sheet.addEventListener("pointerdown", (event) => {
    const box = sheet.getBoundingClientRect();
    const { rows, columns } = shape();
    const at = (n, share) => Math.max(0, Math.min(n - 1, Math.floor(share * n)));
    const row = at(rows, (event.clientY - box.top) / box.height);
    f.ask({ place: row * columns + at(columns, (event.clientX - box.left) / box.width) });
  });
  const window_ = h("div", { class: "ngt-scope-frame", tabindex: 0, role: "group", "aria-label": "The adjoint as a heat map; arrow keys choose an element" }, sheet);
  const plot = h("div", { class: "ngt-scope-plot", tabindex: 0, role: "group", "aria-label": "The error over the step size" });
  const body = h("tbody", {});
  const titles = ["floats", "adjoint", "difference with this h", "off by", "best h"].map((t) => h("th", { scope: "col" }, t));
  const table = h("table", { class: "ngt-scope-table" }, h("thead", {}, h("tr", {}, ...titles)), body);
  f.picture.append(
    h("div", { class: "ngt-scope" },
      h("div", { class: "ngt-scope-left" }, h("h3", {}, "the adjoint, element by element"),
        window_, caption, note),
      h("div", { class: "ngt-scope-right" }, plot,
        h("div", { class: "ngt-scope-scroll", tabindex: 0, role: "group", "aria-label": "The numbers with this step size" }, table)),
    ),
  );

  f.follow(["chosen", "heat"], () => {
    input.set(model.get("chosen"));
    const { rows, columns } = shape();
    const cell = Math.max(10, Math.min(40, 264 / columns, 244 / rows)); // a larger one scrolls
    sheet.style.width = `${cell * columns}px`;
    sheet.style.height = `${cell * rows}px`;
    map.src = model.get("heat");
    map.alt = `The adjoint of ${model.get("chosen")} as a heat map: blue is negative, white 0, orange positive; ${model.get("heat_words")}`;
    setText(note, `blue −, white 0, orange +; ${model.get("heat_words")}`);
  });
  f.follow(["chosen", "place"], () => {
    const { rows, columns } = shape();
    const place = model.get("place");
    cursor.style.left = `${(100 * (place % columns)) / columns}%`;
    cursor.style.top = `${(100 * Math.floor(place / columns)) / rows}%`;
    cursor.style.width = `${100 / columns}%`;
    cursor.style.height = `${100 / rows}%`;
    requestAnimationFrame(() => showInside(window_, cursor, { jump: true }));
  });
  f.follow(["element"], () => setText(caption, model.get("element")));

  let needle;
  f.follow(["svg"], () => {
    plot.innerHTML = model.get("svg");
    needle = svg("g", { class: "ngt-scope-needle" });
    plot.querySelector(".words").before(needle);
    point();
  });
  function point() {
    const step = model.get("step");
    const spots = Object.entries(model.get("points")).map(([name, line]) => [name, line[step]]).filter(([, p]) => p);
    const x = spots.length ? spots[0][1][0] : -9;
    needle.replaceChildren(
      svg("path", { d: `M${x} 26V258` }),
      ...spots.map(([name, [px, py]]) => svg("circle", { cx: px, cy: py, r: 5, class: `name-${name}` })),
    );
    follow();
  }
  // Where the plot is narrower than its drawing, the step size that is read stays in view.
  function follow() {
    if (needle.firstChild) showInside(plot, needle, { jump: true });
  }
  const sized = new ResizeObserver(follow);
  sized.observe(plot);
  f.follow(["step", "points"], () => {
    h_.set(model.get("step"));
    point();
  });
  f.follow(["film", "step"], () => {
    const cells = (r) => [r.adjoint, r.difference, r.error, r.best].map((t) => h("td", {}, t));
    body.replaceChildren(...f.record().readings.map((r) => h("tr", {}, h("th", { scope: "row" }, r.precision), ...cells(r))));
  });
  return () => {
    sized.disconnect();
    f.close();
  };
}

export default { render };
