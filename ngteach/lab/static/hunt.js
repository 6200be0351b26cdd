// A hunt: choose the line that is wrong, and the page says whether it is.

function render({ model, el }) {
  const lines = model.get("lines");
  const [wrong, mended] = [model.get("wrong"), model.get("mended")];
  const hints = new Map(model.get("hints"));
  const f = frame(model, el, {
    label: `A wrong line to be found, ${model.get("id")}`,
    alone: JUDGED_ALONE,
    code: () => [model.get("setup"), ...lines].join("\n"),
    links: { chosen: wholeBelow(() => lines.length) },
    redo: (values) => put(model, values),
    keys: { ArrowDown: () => list.move(1), ArrowUp: () => list.move(-1), Home: () => list.move(-lines.length), End: () => list.move(lines.length), Enter: check, " ": check },
    hint: "↑ ↓ choose, Enter checks",
  });
  mark(f.root, "ngt-hunt", true);
  const { question, solution, show } = questionAndSolution(model);
  const items = new Map(lines.map((text, k) => {
    const item = lineItem(`${k + 1}`, text, h("span", { class: "ngt-deck-mended" }), h("span", { class: "ngt-deck-mark" }));
    item.addEventListener("click", () => list.choose(k));
    return [k, item];
  }));
  const list = linesList("The program", items, (k) => {
    if (k === model.get("chosen")) return;
    put(model, { chosen: k });
    f.announce(`Line ${k + 1}: ${lines[k]}`);
  });
  const ask = button("This line is wrong", check, { primary: true });
  f.controls.append(ask);
  f.picture.append(question, list.element, solution);

  function check() {
    const k = list.chosen();
    if (k === null || k < 0) return f.announce("Choose a line first.");
    const said = k === wrong ? null : `line ${k + 1} is right.`;
    put(model, { ...verdict(model, `${k + 1}`, said, hints.get(k) ?? ""), failed: false, checked: k });
    f.announce(model.get("status")); // also where the verdict is in the same words as the one before
  }
  f.follow(["chosen", "checked", "tried", "solved", "opened"], () => {
    if (model.get("chosen") >= 0) list.choose(model.get("chosen"), false);
    const found = model.get("solved");
    for (const [k, item] of items) {
      const right = model.get("tried").includes(`${k + 1}`);
      const bad = found && k === wrong;
      mark(item, "ngt-deck-bad", bad);
      setText(item.querySelector(".ngt-deck-mended"), bad ? mended : "");
      setText(item.querySelector(".ngt-deck-mark"), bad ? "✗" : right ? "✓" : "");
    }
    disable(ask, model.get("chosen") < 0);
    show();
  });
  return f.close;
}

export default { render };
