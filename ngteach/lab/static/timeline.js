// The timeline of one call: the bars of Python's picture, lit one at a time.

function render({ model, el }) {
  const f = frame(model, el, {
    label: "Thread timeline",
    hint: "← → walk, Home and End, l longest, r again",
    keys: {
      ArrowLeft: () => walk(-1),
      ArrowRight: () => walk(1),
      " ": () => walk(1),
      Home: () => choose(0),
      End: () => choose(count() - 1),
      l: () => choose(model.get("longest")),
      r: () => again(),
    },
  });
  const count = () => model.get("sentences").length;
  const choose = (i) => count() && put(model, { chosen: Math.max(0, Math.min(count() - 1, i)) });
  const walk = (by) => choose(model.get("chosen") + by);
  const again = () => model.get("can_run") && put(model, { runs: model.get("runs") + 1 });
  const before = button("Previous", () => walk(-1));
  const next = button("Next", () => walk(1), { primary: true });
  const longest = button("Longest", () => choose(model.get("longest")));
  const run = button("Run again", again);
  f.controls.append(before, next, longest, run);

  const picture = h("div", { class: "ngt-box ngt-timeline", tabindex: 0, role: "group", "aria-label": "bars, one lane for each thread" });
  const table = h("pre", { class: "ngt-mono ngt-box ngt-table", tabindex: 0, "aria-label": "the timeline as a table" });
  f.picture.append(picture, h("details", { class: "ngt-details" }, h("summary", {}, "as a table"), table));
  let bars = [];

  f.follow(["svg", "can_run"], () => {
    picture.innerHTML = model.get("svg");
    setText(table, model.get("table"));
    run.hidden = !model.get("can_run");
    bars = [...picture.querySelectorAll(".bar")];
    bars.forEach((bar, i) => bar.addEventListener("pointerenter", () => put(model, { chosen: i })));
    light();
  });
  function light() {
    const chosen = model.get("chosen");
    bars.forEach((bar, i) => mark(bar, "ngt-chosen", i === chosen));
    disable(before, chosen <= 0);
    disable(next, chosen >= bars.length - 1);
    if (bars[chosen]) showInside(picture, bars[chosen]);
  }
  f.follow(["chosen"], light);
  return f.close;
}

export default { render };
