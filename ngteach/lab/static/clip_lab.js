// The clip lab: the loss from the logits down, its adjoints from the loss up, and the numbers that break.

const CLIP_TRAITS = ["logits", "label", "safe", "clip", "exponent"];

function render({ model, el }) {
  const presets = model.get("presets");
  const f = frame(model, el, {
    label: "Clip lab",
    hint: "Space next example, c clip, m max, ← → log_min",
    undo: CLIP_TRAITS,
    links: { logits: (z) => z.length === 3 && z.every((each) => Math.abs(each) <= 120), label: wholeBelow(() => 3),
      safe: () => true, clip: () => true, exponent: wholeBelow(() => -9, -100) },
    live: answering,
    keys: {
      " ": () => preset(chosen + 1),
      c: () => f.ask({ clip: !model.get("clip") }),
      m: () => f.ask({ safe: !model.get("safe") }),
      ArrowLeft: () => f.ask({ exponent: Math.max(-100, model.get("exponent") - 5) }),
      ArrowRight: () => f.ask({ exponent: Math.min(-10, model.get("exponent") + 5) }),
    },
  });

  let chosen = 0;
  const preset = (i) => {
    chosen = i % presets.length;
    f.ask(presets[chosen][1]);
  };
  const buttons = presets.map(([name], i) => button(name, () => preset(i)));
  const logits = [0, 1, 2].map((j) =>
    slider({
      label: `z${j}`,
      min: -120,
      max: 120,
      width: "4ch",
      onmove: (z) => f.ask({ logits: model.get("logits").map((old, k) => (k === j ? z : old)) }),
    }),
  );
  const label = select({ label: "true class", options: ["0", "1", "2"], onchoose: (v) => f.ask({ label: Number(v) }) });
  const clip = checkbox({ label: "clip at", onchange: (on) => f.ask({ clip: on }) });
  const logMin = slider({
    label: "log_min",
    min: -100,
    max: -10,
    step: 1,
    width: "9ch",
    text: (k) => `exp(${k})`,
    onmove: (k) => f.ask({ exponent: k }),
  });
  const safe = checkbox({ label: "take the largest z off first", onchange: (on) => f.ask({ safe: on }) });
  const yours = h("fieldset", { class: "ngt-clip-yours" }, h("legend", {}, "row 2 is yours"));
  yours.append(...logits.map((s) => s.element), label.element);
  const others = checkbox({ label: "show rows 0 and 1", onchange: (on) => mark(lanes, "ngt-clip-all", on) });
  f.controls.append(
    h("div", { class: "ngt-clip-line" }, ...buttons),
    yours,
    h("div", { class: "ngt-clip-line" }, clip.element, logMin.element, safe.element),
  );
  f.needs(f.controls);
  f.controls.lastChild.append(others.element);

  f.follow(CLIP_TRAITS, () => {
    model.get("logits").forEach((z, j) => logits[j].set(z));
    label.set(String(model.get("label")));
    clip.set(model.get("clip"));
    safe.set(model.get("safe"));
    logMin.set(model.get("exponent"));
    disable(logMin.input, !model.get("clip"));
    const same = ([, values]) => CLIP_TRAITS.every((k) => String(model.get(k)) === String(values[k]));
    buttons.forEach((b, i) => b.setAttribute("aria-pressed", same(presets[i])));
    const now = presets.findIndex(same);
    if (now >= 0) chosen = now;
  });

  const lane = (phase, text) => {
    const cards = h("div", { class: "ngt-clip-cards" });
    const head = h("h3", { class: "ngt-clip-head", "data-phase": phase }, text);
    return { cards, element: h("section", { class: "ngt-clip-lane", "data-phase": phase }, head, cards) };
  };
  const [down, up] = [lane("forward", "↓ forward: from the logits to the loss"), lane("adjoint", "↑ adjoint: from the loss back")];
  const lanes = h("div", { class: "ngt-clip-lanes" }, down.element, up.element);
  const last = model.get("steps").length - 1;
  const cards = model.get("steps").map((_, i) => [card("forward", i, last), card("adjoint", i, last)]);
  down.cards.append(...cards.map(([left]) => left.element));
  up.cards.append(...cards.map(([, right]) => right.element));
  f.picture.append(lanes, h("p", { class: "ngt-small" }, "The true class is underlined."));

  f.follow(["steps", "dead"], () => {
    const dead = model.get("dead");
    model.get("steps").forEach((step, i) => {
      const [left, right] = cards[i];
      left.set(step.name, step.what, step.value, []);
      right.set(step.adjoint?.name ?? `d${step.name}`, step.adjoint ? "" : "no clip: it is passed on", step.adjoint, step.name === "z" ? dead : []);
    });
  });
  return f.close;
}

// One box: {element, set(name, what, side, dead)}.
function card(phase, i, last) {
  const name = h("b", {});
  const what = h("span", { class: "ngt-clip-what" });
  const type = h("span", { class: "ngt-clip-type" });
  const tag = h("span", { class: "ngt-clip-tag" });
  const table = h("table", { class: "ngt-clip-cells" });
  const element = h("div", { class: "ngt-clip-card", "data-phase": phase, style: `--row:${i + 2}` });
  element.append(h("div", { class: "ngt-clip-title" }, h("div", {}, name, " ", what), h("div", {}, type, tag)), table);
  if (i < last) element.append(wire(phase === "forward" ? "down" : "up"));
  if (i > 0 && phase === "adjoint") element.append(wire("down")); // when the lane stands on its head, in a narrow page
  function set(title, text, side, dead) {
    mark(element, "ngt-clip-empty", !side);
    mark(element, "ngt-clip-bad", side?.bad);
    mark(element, "ngt-clip-first", side?.first);
    setText(name, title);
    setText(what, !text || !side || phase === "adjoint" ? text : `= ${text}`);
    setText(type, side?.type ?? "");
    setText(tag, side?.first ? "starts here" : dead.length ? "dead sample" : side?.bad ? "poisoned" : "");
    fillCells(table, side, dead, title);
  }
  return { element, set };
}

// The arrow to the next box, in the gap below.
function wire(way) {
  const head = way === "down" ? "M0.5 8L8.5 8L4.5 16z" : "M0.5 8L8.5 8L4.5 0z";
  const line = way === "down" ? "M4.5 0V9" : "M4.5 16V7";
  return svg("svg", { class: `ngt-clip-wire ngt-clip-${way}`, viewBox: "0 0 9 16", width: 9, height: 16, "aria-hidden": "true" },
    svg("path", { d: line, class: "line" }), svg("path", { d: head, class: "head" }));
}

function fillCells(table, side, dead, title) {
  const rows = side?.cells ?? [];
  table.hidden = !rows.length;
  table.setAttribute("aria-label", side ? `${title}: ${side.type}` : "none");
  const shape = rows.map((r) => r.length).join();
  if (table.dataset.shape !== shape) {
    table.dataset.shape = shape;
    const head = (i) => (rows.length > 1 ? [h("th", { scope: "row" }, i === 2 ? "row 2" : String(i))] : []);
    const other = (i) => (rows.length > 1 && i !== 2 ? "ngt-clip-other" : null);
    table.replaceChildren(...rows.map((r, i) => h("tr", { class: other(i) }, ...head(i), ...r.map(() => h("td", {})))));
  }
  rows.forEach((row, i) => {
    const cells = table.rows[i].querySelectorAll("td");
    mark(table.rows[i], "ngt-clip-dead", dead.includes(i));
    row.forEach(([text, kind], j) => {
      setText(cells[j], text);
      cells[j].dataset.kind = kind;
    });
  });
}

export default { render };
