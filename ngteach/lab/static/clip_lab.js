// The clip lab: the loss from the logits down, its adjoints from the loss up, and the numbers that break.

function render({ model, el }) {
  const presets = model.get("presets");
  const f = frame(model, el, {
    label: "Clip lab",
    hint: "Space next example, c clip, m max, ← → log_min",
    keys: {
      " ": () => preset(chosen + 1),
      c: () => put(model, { clip: !model.get("clip") }),
      m: () => put(model, { safe: !model.get("safe") }),
      ArrowLeft: () => put(model, { exponent: Math.max(-100, model.get("exponent") - 5) }),
      ArrowRight: () => put(model, { exponent: Math.min(-10, model.get("exponent") + 5) }),
    },
  });

  const names = Object.keys(presets);
  let chosen = 0;
  const preset = (i) => {
    chosen = i % names.length;
    put(model, presets[names[chosen]]);
  };
  const buttons = names.map((name, i) => button(name, () => preset(i)));
  const logits = [0, 1, 2].map((j) =>
    slider({
      label: `z${j}`,
      min: -120,
      max: 120,
      width: "4ch",
      onmove: (z) => put(model, { logits: model.get("logits").map((old, k) => (k === j ? z : old)) }),
    }),
  );
  const label = select({ label: "true class", options: ["0", "1", "2"], onchoose: (v) => put(model, { label: Number(v) }) });
  const clip = checkbox({ label: "clip at", onchange: (on) => put(model, { clip: on }) });
  const logMin = slider({
    label: "log_min",
    min: -100,
    max: -10,
    step: 1,
    width: "9ch",
    text: (k) => `exp(${k})`,
    onmove: (k) => put(model, { exponent: k }),
  });
  const safe = checkbox({ label: "take the largest z off first", onchange: (on) => put(model, { safe: on }) });
  const yours = h("fieldset", { class: "ngt-clip-yours" }, h("legend", {}, "row 2 is yours"));
  yours.append(...logits.map((s) => s.element), label.element);
  f.controls.append(
    h("div", { class: "ngt-clip-line" }, ...buttons),
    yours,
    h("div", { class: "ngt-clip-line" }, clip.element, logMin.element, safe.element),
  );

  f.follow(["logits", "label", "clip", "safe", "exponent"], () => {
    model.get("logits").forEach((z, j) => logits[j].set(z));
    label.set(String(model.get("label")));
    clip.set(model.get("clip"));
    safe.set(model.get("safe"));
    logMin.set(model.get("exponent"));
    disable(logMin.input, !model.get("clip"));
    const same = (name) => Object.entries(presets[name]).every(([k, v]) => String(model.get(k)) === String(v));
    buttons.forEach((b, i) => b.setAttribute("aria-pressed", same(names[i])));
    const now = names.findIndex(same);
    if (now >= 0) chosen = now;
  });

  const lanes = h("div", { class: "ngt-clip-lanes" });
  const head = (phase, text) => h("h3", { class: "ngt-clip-head", "data-phase": phase }, text);
  lanes.append(head("forward", "↓ forward: from the logits to the loss"), head("adjoint", "↑ adjoint: from the loss back"));
  const cards = model.get("steps").map(() => [card("forward"), card("adjoint")]);
  cards.forEach(([left, right]) => lanes.append(left.element, right.element));
  f.picture.append(lanes);

  f.follow(["steps", "dead"], () => {
    const dead = model.get("dead");
    model.get("steps").forEach((step, i) => {
      const [left, right] = cards[i];
      left.set(step.name, step.what, step.value, []);
      right.set(step.adjoint?.name ?? "", "", step.adjoint, step.name === "z" ? dead : []);
    });
  });
  return f.close;
}

// One box: {element, set(name, what, side, dead)}.
function card(phase) {
  const name = h("b", {});
  const what = h("span", { class: "ngt-clip-what" });
  const type = h("span", { class: "ngt-clip-type" });
  const tag = h("span", { class: "ngt-clip-tag" });
  const table = h("table", { class: "ngt-clip-cells" });
  const element = h("div", { class: "ngt-clip-card", "data-phase": phase });
  element.append(h("div", { class: "ngt-clip-title" }, h("div", {}, name, " ", what), type, tag), table);
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

function fillCells(table, side, dead, title) {
  const rows = side?.cells ?? [];
  table.hidden = !rows.length;
  table.setAttribute("aria-label", side ? `${title}: ${side.type}` : "none");
  const shape = rows.map((r) => r.length).join();
  if (table.dataset.shape !== shape) {
    table.dataset.shape = shape;
    const head = (i) => (rows.length > 1 ? [h("th", { scope: "row" }, i === 2 ? "row 2" : String(i))] : []);
    table.replaceChildren(...rows.map((r, i) => h("tr", {}, ...head(i), ...r.map(() => h("td", {})))));
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
