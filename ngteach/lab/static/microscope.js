// The gradient microscope: which element, on the left; how differences err over the step size, on the right.

function render({ model, el }) {
  const f = frame(model, el, {
    label: "Gradient microscope",
    hint: "arrows: element, Space: next, + −: step size",
    live: answering,
    film: "step",
    undo: ["chosen", "place", "step"],
    links: { chosen: (name) => model.get("inputs").some((x) => x.name === name), place: wholeBelow(() => 1e6), step: wholeBelow(() => model.get("steps").length) },
    redo: (values) => ("chosen" in values || "place" in values ? f.ask(values) : put(model, values)),
    code: () => microscopeCode(model),
    drawing: () => plot.querySelector("svg"),
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
  const bests = model.get("measured").map(({ precision }, i) => button(`Best h in ${precision}`, () => go(model.get("measured")[i].best)));
  f.controls.append(input.element, h_.element, ...bests);
  f.needs(input);

  const map = h("canvas", { class: "ngt-scope-heat", role: "img" });
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

  function paintHeat() {
    const rows = model.get("heat");
    [map.width, map.height] = [rows[0].length, rows.length];
    const colour = heatColours(f.root);
    const paint = map.getContext("2d");
    rows.forEach((row, r) => row.forEach((share, c) => {
      paint.fillStyle = share in HEAT ? `rgb(${HEAT[share]})` : colour(share / 100).fill;
      paint.fillRect(c, r, 1, 1);
    }));
  }
  f.follow(["chosen", "heat"], () => {
    input.set(model.get("chosen"));
    const { rows, columns } = shape();
    const cell = Math.max(10, Math.min(40, 264 / columns, 244 / rows)); // a larger one scrolls
    sheet.style.width = `${cell * columns}px`;
    sheet.style.height = `${cell * rows}px`;
    paintHeat();
    map.setAttribute("aria-label", `The adjoint of ${model.get("chosen")} as a heat map: blue is negative, orange positive, 0 has no colour; ${model.get("heat_words")}`);
    setText(note, `blue −, orange +, 0 without colour; ${model.get("heat_words")}`);
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

  const needle = svg("g", { class: "ngt-scope-needle" });
  const picture = svg("svg", { role: "img" });
  plot.append(picture);
  let drawn = null; // what microscopePlot has made
  let wide = 0;
  function paint() {
    if (!wide) return;
    const curves = microscopeCurves(model.get("measured"));
    drawn = microscopePlot(wide, steps, curves);
    for (const [name, value] of Object.entries({ width: wide, height: SCOPE.height, viewBox: `0 0 ${wide} ${SCOPE.height}` })) picture.setAttribute(name, value);
    picture.replaceChildren(...drawn.parts, needle, drawn.words);
    picture.setAttribute("aria-label", microscopeAlternative(model.get("element"), steps, curves));
    point();
  }
  function point() {
    if (drawn) needle.replaceChildren(...drawn.needle(model.get("step")));
  }
  f.follow(["measured"], paint);
  f.follow(["step"], () => {
    h_.set(model.get("step"));
    point();
  });
  f.follow(["film", "step"], () => {
    const cells = (r) => [r.adjoint, r.difference, r.error, r.best].map((t) => h("td", {}, t));
    body.replaceChildren(...f.record().readings.map((r) => h("tr", {}, h("th", { scope: "row" }, r.precision), ...cells(r))));
  });
  const end = onLook(plot, (w) => f.guard(() => {
    wide = Math.min(w, 600);
    paint();
    paintHeat();
  }));
  return () => {
    end();
    f.close();
  };
}

function microscopeAlternative(element, steps, curves) {
  const brief = (v) => general(v, 2);
  const best = curves.map((c) => `${brief(c.errors[c.best])} at h = ${brief(steps[c.best])} in ${c.precision}`).join(", ");
  return `The error of central differences for ${element} over the step size is a valley: rounding errors rise to the left, truncation errors to the right. At best it is ${best}.`;
}

function microscopeCode(model) {
  const [name, chosen, place, step, element] = ["name", "chosen", "place", "step", "element"].map((trait) => model.get(trait));
  return `import ngteach as ng

view = ng.lab.microscope(${name}, *arrays)  # your function, and what it reads
view.chosen, view.place = ${JSON.stringify(chosen)}, ${place}  # ${element}
view.step = ${step}  # h = ${general(model.get("steps")[step], 2)}
view
`;
}

export default { render };
