// The training dashboard: curves on the left, with the way back below them; what was learned on the right.

function render({ model, el }) {
  const ask = (action) => f.ask({}, { do: action });
  const running = () => model.get("state") === "running";
  const toggle = () => ask(running() ? "pause" : "start");
  const f = frame(model, el, {
    label: "Training dashboard",
    hint: "Space starts and pauses, s steps, ← → go through the steps",
    undo: ["rate", "pace", "change", "at"],
    links: {
      way: (value) => ratesOf(value) !== null,
      rate: (value) => value >= 1e-4 && value <= 10,
      pace: (value) => paces.some(([pace]) => Number(pace) === value),
      change: () => true,
    },
    live: answering,
    keys: {
      " ": toggle,
      s: () => ask("step"),
      ArrowLeft: () => go(model.get("at") - stride()),
      ArrowRight: () => go(model.get("at") + stride()),
      Home: () => go(0),
      End: () => go(model.get("last")),
    },
  });
  const stride = () => Math.max(1, Math.round(model.get("end") / 100));

  const go = (step) => f.ask({ at: Math.max(0, Math.min(model.get("last"), step)) });

  // ---- controls
  const start = button("Start", toggle, { primary: true });
  start.style.minWidth = "68px";
  const rate = slider({
    label: "Learning rate",
    min: -40,
    max: 10,
    width: "7ch",
    text: (k) => rateText(k === rateStep(model.get("rate")) ? model.get("rate") : 10 ** (k / 10)),
    onmove: (k) => f.ask({ rate: Number((10 ** (k / 10)).toPrecision(2)) }),
  });
  const paces = [["10", "10 steps a second"], ["50", "50 steps a second"], ["200", "200 steps a second"], ["0", "full speed"]];
  const own = String(model.get("pace"));
  if (!paces.some(([value]) => value === own)) paces.unshift([own, `${own} steps a second`]);
  const pace = select({ label: "Pace", options: paces, onchoose: (n) => f.ask({ pace: Number(n) }) });
  f.controls.append(start, button("Step", () => ask("step")), button("Stop", () => ask("stop")), rate.element, pace.element);

  // ---- the left side
  const facts = h("div", { class: "ngt-dash-facts" });
  const plot = h("div", { class: "ngt-dash-plot" });
  const rewind = slider({ label: "Rewind", value: 0, text: (k) => `to step ${k.toLocaleString("en")}`, onmove: (k) => go(k) });
  rewind.element.classList.add("ngt-dash-rewind");
  const images = h("img", { class: "ngt-dash-images" });
  const note = h("p", { class: "ngt-dash-note" });
  const change = select({
    label: "shown:",
    options: [["change", "what training has changed"], ["all", "its weights W0"]],
    onchoose: (what) => f.ask({ change: what === "change" }),
  });
  const matrix = confusionTable();
  const scroll = h("div", { class: "ngt-dash-scroll", tabindex: 0, role: "group", "aria-label": "Loss and accuracy over the steps" },
    h("div", { class: "ngt-dash-sheet" }, plot, rewind.element));
  f.picture.append(
    h("div", { class: "ngt-dash" },
      h("div", {}, facts, scroll),
      h("div", { class: "ngt-column" },
        h("h3", {}, "What the first layer looks for"), change.element, images, note,
        h("h3", {}, "Test images: digit ↓, predicted →"), matrix.element)),
  );
  f.needs(f.controls, rewind, change);

  plot.addEventListener("pointerdown", (event) => {
    if (!model.get("last")) return;
    plot.setPointerCapture(event.pointerId);
    go(stepAt(event));
  });
  plot.addEventListener("pointermove", (event) => plot.hasPointerCapture(event.pointerId) && go(stepAt(event)));
  function stepAt(event) {
    const { left, right, steps } = plot.firstElementChild.dataset;
    const box = plot.firstElementChild.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    return Math.round(((share - left) / (1 - left - right)) * steps);
  }
  function needle(step) {
    const mark = plot.querySelector(".needle");
    if (!mark) return;
    const { left, right, steps } = plot.firstElementChild.dataset;
    const wide = plot.firstElementChild.viewBox.baseVal.width;
    const x = wide * (Number(left) + (step / steps) * (1 - left - right));
    mark.setAttribute("d", mark.getAttribute("d").replace(/M[\d.]+/g, `M${x}`));
    seeNeedle();
  }

  // Where the plot is narrower than its drawing, this step stays in view; but not under a finger that drags.
  function seeNeedle() {
    const mark = plot.querySelector(".needle");
    if (mark && !scroll.matches(":active")) showInside(scroll, mark, { jump: true });
  }
  const sized = new ResizeObserver(seeNeedle);
  sized.observe(scroll);

  let drawn = null;
  f.follow(["curves", "at"], () => {
    if (drawn !== model.get("curves")) plot.innerHTML = drawCurves((drawn = model.get("curves")), model.get("at"));
    needle(model.get("at")); // it may be on its way to Python
  });
  f.follow(["at", "last", "end"], () => {
    rewind.set(model.get("at"), { max: Math.max(model.get("end"), 1) });
    disable(rewind.input, model.get("last") === 0);
  });
  f.follow(["state"], () => {
    const words = { ready: "Start", running: "Pause", paused: "Go on", done: "Go on" };
    setText(start, words[model.get("state")]);
    mark(f.root, "ngt-running", running());
  });
  f.follow(["rate"], () => rate.set(rateStep(model.get("rate"))));
  f.follow(["pace"], () => pace.set(String(model.get("pace"))));
  f.follow(["readings", "end"], () => {
    const readings = model.get("readings").map(([name, text]) => [name, name === "step" ? `${text} of ${model.get("end").toLocaleString("en")}` : text]);
    if (facts.children.length !== readings.length)
      facts.replaceChildren(...readings.map(([name]) => h("div", {}, h("span", {}, name), h("b", {}))));
    readings.forEach(([, text], i) => setText(facts.children[i].lastChild, text || "–"));
  });
  f.follow(["change"], () => change.set(model.get("change") ? "change" : "all"));
  f.follow(["tiles", "images_words", "images_note"], () => {
    setText(note, model.get("images_note"));
    images.src = tilesUrl(model.get("tiles"), model.get("tile_shape"));
    images.alt = model.get("images_words");
  });
  f.follow(["counts"], () => matrix.set(model.get("counts")));
  return () => {
    sized.disconnect();
    f.close();
  };
}

const rateStep = (rate) => Math.max(-40, Math.min(10, Math.round(10 * Math.log10(Math.abs(rate) || 1e-4))));

function rateText(rate) {
  return String(Number(rate.toPrecision(2)));
}

// {element, set(counts)}: right answers on the diagonal, mistakes in red and underlined.
function confusionTable() {
  const element = h("table", { class: "ngt-dash-matrix", "aria-label": "Confusion matrix of the test images" });
  let cells = [];
  function build(n) {
    const across = [...Array(n).keys()];
    const head = h("tr", {}, h("td", {}), ...across.map((j) => h("th", { scope: "col" }, j)));
    cells = across.map(() => across.map(() => h("td", {})));
    const body = cells.map((row, i) => h("tr", {}, h("th", { scope: "row" }, i), ...row));
    element.replaceChildren(h("thead", {}, head), h("tbody", {}, ...body));
  }
  function set(counts) {
    if (cells.length !== counts.length) build(counts.length);
    mark(element, "ngt-dash-large", counts.some((row) => row.some((n) => n > 999)));
    counts.forEach((row, i) => {
      const all = row.reduce((a, b) => a + b, 0) || 1;
      row.forEach((n, j) => {
        const cell = cells[i][j];
        setText(cell, n || "");
        cell.dataset.kind = !n ? "" : i === j ? "right" : "wrong";
        cell.style.setProperty("--share", `${n ? Math.round(10 + (60 * n) / all) : 0}%`);
      });
    });
  }
  return { element, set };
}

export default { render };
