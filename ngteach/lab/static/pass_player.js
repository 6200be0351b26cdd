// The pass player: guess how many equations are left, then see both programs side by side.

function render({ model, el }) {
  const rounds = model.get("rounds");
  const here = () => rounds[model.get("at")];
  const go = (at) => put(model, { at: Math.min(Math.max(at, 0), rounds.length - 1) });
  const back = () => go(model.get("at") - 1);
  const forth = () => go(model.get("at") + 1);
  const reveal = () => {
    const typed = guess.input.value.trim();
    put(model, { guess: typed === "" ? null : Math.max(0, Math.round(Number(typed))), revealed: true });
  };
  const step = () => (model.get("revealed") ? forth() : reveal());
  const f = frame(model, el, {
    label: `Passes over ${model.get("name")}`,
    keys: { " ": step, Enter: step, ArrowRight: forth, ArrowLeft: back, ArrowDown: forth, ArrowUp: back,
      Home: () => go(0), End: () => go(rounds.length - 1) },
    hint: "Type a number, Enter reveals; ← → change the pass",
  });
  mark(f.root, "ngt-player", true);

  const guess = textField({ label: "Equations left:", size: 4, type: "number", onenter: () => step() });
  guess.input.min = 0;
  const show = button("Reveal", reveal, { primary: true });
  const onward = button("Next pass", forth);
  f.controls.append(button("Back", back), guess.element, show, onward);

  const chips = rounds.map((r, i) => h("button", { type: "button", class: "ngt-chip", onclick: () => go(i) }, r.pass));
  const trail = h("div", { class: "ngt-trail", role: "group", "aria-label": "The passes, in their order" }, ...chips);
  const bars = ["equations", "operations", "bytes"].map((word) => counter(word, rounds[0].before[word]));
  const beforeHead = h("h3");
  const afterHead = h("h3");
  const sheet = h("div", { class: "ngt-diff ngt-mono" });
  const table = h("div", { class: "ngt-box ngt-diff-box", tabindex: 0, role: "group",
    "aria-label": "The program before and after the pass" }, sheet);
  f.picture.append(trail, h("div", { class: "ngt-counters" }, ...bars.map((b) => b.element)),
    h("div", { class: "ngt-heads" }, beforeHead, afterHead), table);

  let shown = null;
  f.follow(["at", "revealed", "guess", "guesses"], () => {
    const [at, revealed, round] = [model.get("at"), model.get("revealed"), here()];
    const after = `${at}/${revealed}`;
    if (after !== shown) {
      const question = revealed ? null : h("div", { class: "ngt-question", "aria-hidden": "true" }, "?");
      sheet.replaceChildren(...[question].filter(Boolean), ...round.rows.map((row) => line(row, revealed)));
      const change = revealed && sheet.querySelector("[data-sign]:not([data-sign=''])");
      if (change) showRow(table, change, true);
      else table.scrollTop = 0;
    }
    shown = after;
    setText(beforeHead, `Before ${round.pass}`);
    setText(afterHead, revealed ? `After ${round.pass}` : `After ${round.pass}: what do you expect?`);
    bars.forEach((b) => b.set(round.before[b.word], revealed ? round.after[b.word] : null));
    chips.forEach((chip, i) => {
      chip.setAttribute("aria-current", i === at ? "step" : "false");
      const seen = String(i) in model.get("guesses");
      const { equations } = rounds[i].after;
      setText(chip, seen ? `${rounds[i].pass} → ${equations}` : rounds[i].pass);
    });
    const given = model.get("guess");
    guess.set(given === null || given === undefined ? "" : String(given));
    disable(guess.input, revealed);
    disable(show, revealed);
    disable(onward, at === rounds.length - 1);
  });
  return f.close;
}

const SIGNS = { "-": ["−", "dropped"], "+": ["+", "new"], "±": ["±", "replaced"], "~": ["~", "reads something else"], "": ["", ""] };

function line(row, revealed) {
  const [sign, words] = SIGNS[revealed ? row.sign : ""];
  if (!revealed && !row.left) return "";
  return h("div", { class: "ngt-diff-row", "data-sign": revealed ? row.sign : "", "data-phase": row.phase },
    h("span", { class: "ngt-left", title: row.left }, row.left),
    h("span", { class: "ngt-sign" }, h("span", { "aria-hidden": "true" }, sign), h("span", { class: "ngt-hidden" }, words)),
    h("span", { class: "ngt-right", title: row.right }, revealed ? row.right : ""));
}

// A number as two bars: the outline is before, the filled one after; the whole width is the graph as traced.
function counter(word, most) {
  const wide = 300;
  const share = (n) => (most ? (wide * n) / most : 0);
  const outline = svg("rect", { class: "ngt-bar-before", x: 0.75, y: 1.5, height: 15, rx: 3 });
  const filled = svg("rect", { class: "ngt-bar-after", x: 0.75, y: 1.5, height: 15, rx: 3 });
  const number = h("span", { class: "ngt-mono" });
  const chart = svg("svg", { viewBox: `0 0 ${wide} 18`, preserveAspectRatio: "none", "aria-hidden": "true" }, outline, filled);
  const element = h("div", { class: "ngt-counter" },
    h("p", { class: "ngt-small" }, h("span", {}, word), number), chart);
  function set(before, after) {
    outline.setAttribute("width", Math.max(share(before) - 1.5, 0));
    filled.setAttribute("width", after === null ? 0 : Math.max(share(after) - 1.5, 0));
    const percent = after === null || !before ? "" : `  (${Math.round((100 * (after - before)) / before)} %)`;
    setText(number, after === null ? before.toLocaleString("en")
      : `${before.toLocaleString("en")} → ${after.toLocaleString("en")}${after === before ? "" : percent.replace("-", "−")}`);
  }
  return { element, set, word };
}

export default { render };
