// The stepper: where we are in the picture, in the program and in memory, and the value that was just made.

function render({ model, el }) {
  const rows = model.get("program");
  const total = rows.length;
  const backward = rows.findIndex((r) => r.phase === "adjoint");
  const steps = walk(model, "step", () => total);
  const { go, next, back, keys } = steps;
  const f = frame(model, el, {
    label: `Stepper through ${model.get("name")}`,
    keys,
    hint: "Space or → steps, ← goes back, Home, End",
  });
  mark(f.root, "ngt-stepper", true);

  const play = playButton(f, 500, steps);
  const scrub = slider({ label: "Equation", max: total, text: (v) => `${v} of ${total}`, width: "9ch", onmove: go });
  const size = select({
    label: "Zoom",
    options: [["0.5", "50 %"], ["0.7", "70 %"], ["0.85", "85 %"], ["1", "100 %"]],
    value: "0.85",
    onchoose: (v) => (picture.zoom(Number(v)), picture.light(here())),
  });
  f.controls.append(
    button("Back", back),
    button("Step", next, { primary: true }),
    play.element,
    scrub.element,
    ...(backward > 0 ? [button("To the backward pass", () => go(backward + 1))] : []),
    size.element,
  );

  const look = (name) => put(model, { shown: name });
  const picture = graphPicture(model.get("svg"), model.get("homes"), {
    label: "Picture of the graph",
    onpick: (_, name) => look(name),
  });
  picture.zoom(0.85);
  const program = lineList(rows, { label: "Program", onpick: (i) => go(i + 1) });
  const card = valueCard();
  const place = h("p", { class: "ngt-place" });
  const curve = memoryCurve(model.get("alive_curve"), model.get("kept_curve"), rows, go);
  f.picture.append(
    h("div", { class: "ngt-columns" }, h("div", { class: "ngt-column" }, picture.element, signs()),
      h("div", { class: "ngt-column" }, card.element, program.element, place)),
    curve.element,
  );

  const here = () => (model.get("step") ? model.get("step") - 1 : model.get("shown"));
  let first = true;
  f.follow(["step", "alive", "kept"], () => {
    const step = model.get("step");
    scrub.set(step);
    program.light(step - 1, { jump: first });
    program.items.forEach((item, i) => mark(item, "ngt-ahead", i >= step));
    picture.light(here(), { jump: first });
    const alive = new Set(model.get("alive"));
    const kept = new Set(model.get("kept"));
    picture.state((_, node) => {
      if (node.dataset.phase === "input") return "";
      const numbers = node.dataset.equations.split(" ").map(Number); // several, if the box stands for a line
      if (numbers.some((n) => kept.has(rows[n].name))) return "kept";
      if (numbers.some((n) => alive.has(rows[n].name))) return "alive";
      return Math.max(...numbers) < step ? "freed" : "ahead";
    });
    curve.set(step);
    const row = rows[step - 1];
    setText(place, row ? (row.place ? `${row.place}:  ${row.line}` : "made by no line of yours") : "");
    first = false;
  });
  f.follow(["value"], () => card.set(model.get("value"), rows));
  return () => {
    play.pause();
    f.close();
  };
}

function signs() {
  const sign = (kind, words) =>
    h("span", {}, svg("svg", { width: 16, height: 16, viewBox: "-8 -8 16 16", "aria-hidden": "true" },
      ...BADGES[kind]({ x: 2, y: -2, width: 0 }).childNodes), words);
  return h("p", { class: "ngt-signs" },
    sign("alive", "alive"), sign("kept", "kept for the backward pass"), sign("freed", "read by nobody any more"));
}

// ---- one value --------------------------------------------------------------

function valueCard() {
  const title = h("h3", { class: "ngt-mono ngt-value-title" });
  const map = h("div", { class: "ngt-map" });
  const pixel = h("p", { class: "ngt-small" });
  const facts = h("div", { class: "ngt-facts" });
  const bars = svg("svg", { class: "ngt-bars", viewBox: "0 0 280 52", preserveAspectRatio: "none", role: "img" });
  const low = h("span");
  const high = h("span");
  const element = h("div", { class: "ngt-card" }, title,
    h("div", { class: "ngt-value" }, h("div", {}, map, pixel),
      h("div", { class: "ngt-column" }, facts, h("div", {}, bars, h("p", { class: "ngt-ends ngt-mono" }, low, high)))));

  function set(value, rows) {
    if (!value.name) return;
    const phase = rows.find((r) => r.name === value.name)?.phase ?? "input";
    element.dataset.phase = phase;
    setText(title, `${value.name}: ${value.type}`);
    const words = `Heat map of ${value.name}: blue is negative, white 0, orange positive`;
    map.replaceChildren(
      value.cells.length ? cells(value) : value.heat ? h("img", { src: value.heat, alt: words }) : "no numbers");
    setText(pixel, value.cells.length ? "" : value.pixel);
    const shown = [["max", value.max], ["mean", value.mean], ["min", value.min],
      ["zeros", value.zero], ["NaN", value.nan], ["±∞", value.infinite]];
    facts.replaceChildren(...shown.map(([name, n]) =>
      h("div", { class: (name === "NaN" || name === "±∞") && n ? "ngt-failed" : "" },
        h("span", {}, name), h("b", {}, n.toLocaleString("en")))));
    drawBars(bars, value);
    setText(low, value.bars.length ? value.min : "");
    setText(high, value.bars.length > 1 ? value.max : "");
  }
  return { element, set };
}

function cells(value) {
  return h("table", { class: "ngt-cells ngt-mono", "aria-label": `${value.name}, its numbers` },
    h("tbody", {}, ...value.cells.map((row) => h("tr", {}, ...row.map(([text, colour, dark]) =>
      h("td", { style: `background:${colour};color:${dark ? "#fff" : "#222"}` }, text))))));
}

function drawBars(bars, value) {
  const most = Math.max(...value.bars, 1);
  const wide = 280 / Math.max(value.bars.length, 1);
  bars.setAttribute("aria-label", value.bars.length
    ? `Histogram of ${value.name}, from ${value.min} to ${value.max}` : "No histogram: there is one number, or none");
  bars.replaceChildren(
    ...value.bars.map((n, i) => {
      const high = n ? Math.max(1.5, (50 * n) / most) : 0;
      return svg("rect", { x: i * wide + 0.5, y: 51 - high, width: Math.max(wide - 1, 0.5), height: high });
    }),
    svg("path", { d: "M0 51.5H280", class: "ngt-axis" }));
}

// ---- memory -----------------------------------------------------------------

// Bytes alive after each equation, and how much of it waits for the backward pass; a click goes there.
function memoryCurve(alive, kept, rows, go) {
  const [wide, high] = [1000, 56];
  const total = rows.length || 1;
  const most = Math.max(...alive, 1);
  const x = (i) => (wide * i) / total;
  const y = (n) => high - 4 - ((high - 10) * n) / most;
  const steps = (curve) => curve.map((n, i) => `${i ? "H" : "M"}${x(i)}${i ? "V" : " "}${y(n)}`).join("");
  const area = (curve) => `${steps(curve)}V${y(0)}H0z`;
  const needle = svg("path", { class: "ngt-needle" });
  const lanes = [];
  rows.forEach((r, i) => {
    if (!i || rows[i - 1].phase !== r.phase) lanes.push([r.phase, i, i]);
    lanes.at(-1)[2] = i + 1;
  });
  const words = `Memory of computed values over the ${rows.length} equations; at most ${bytesText(most)}`;
  const chart = svg("svg", { viewBox: `0 0 ${wide} ${high}`, preserveAspectRatio: "none", role: "img", "aria-label": words },
    ...lanes.map(([phase, a, b]) =>
      svg("rect", { class: "ngt-lane", "data-phase": phase, x: x(a), y: 0, width: x(b) - x(a), height: high })),
    svg("path", { class: "ngt-alive-area", d: area(alive) }),
    svg("path", { class: "ngt-kept-area", d: area(kept) }),
    svg("path", { class: "ngt-alive-line", d: steps(alive) }),
    needle);
  chart.addEventListener("click", (event) => {
    const box = chart.getBoundingClientRect();
    go(Math.round(((event.clientX - box.left) / box.width) * total));
  });
  const now = h("span", { class: "ngt-mono" });
  const element = h("div", { class: "ngt-memory" },
    h("p", { class: "ngt-small" }, h("span", {}, "Bytes alive; the darker part is kept for the backward pass"), now), chart);
  const set = (step) => {
    needle.setAttribute("d", `M${x(step)} 0V${high}`);
    setText(now, `${bytesText(alive[step])} alive, ${bytesText(kept[step])} kept (at most ${bytesText(most)})`);
  };
  return { element, set };
}

export default { render };
