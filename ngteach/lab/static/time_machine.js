// The time machine: Python at the left, the graph as it is being written at the right, a line between the two.

function render({ model, el }) {
  const total = () => model.get("equations").length;
  const { go, next, back, keys } = walk(model, "step", total);
  const f = frame(model, el, {
    label: `Time machine over the tracing of ${model.get("name")}`,
    keys,
    hint: "Space or → records, ← goes back",
  });
  mark(f.root, "ngt-machine", true);
  const time = slider({ label: "Time", max: total(), text: (v) => `${v} of ${total()}`, width: "9ch", onmove: go });
  const again = () => put(model, { examples: types.input.value.trim() });
  const types = textField({ label: "Traced with", size: 34, onenter: again });
  f.controls.append(button("Back", back), button("Step", next, { primary: true }), time.element,
    types.element, button("Trace again", again));

  const left = h("div", { class: "ngt-column" });
  const right = h("div", { class: "ngt-column" });
  const thread = svg("path", { class: "ngt-thread" });
  const gutter = svg("svg", { class: "ngt-gutter", "aria-hidden": "true" }, thread);
  f.picture.append(h("div", { class: "ngt-between" }, left, gutter, right));

  let code = [];
  let program = null;
  const jumpTo = (part, i) => {
    const step = model.get("step");
    const made = model.get("equations").map((r, k) => [r.at, k + 1]).filter(([at]) => at && at[0] === part && at[1] === i);
    const found = made.find(([, k]) => k > step) ?? made[0];
    if (found) go(found[1]);
  };
  f.follow(["sources", "equations", "heading", "ending"], () => {
    code = model.get("sources").map((part, p) => {
      const list = lineList(part.lines.map((text) => ({ text })), {
        label: `Python, ${part.title}`, onpick: (i) => jumpTo(p, i) });
      list.items.forEach((item, i) => {
        item.dataset.number = part.first + i;
        item.append(h("span", { class: "ngt-ghost" }));
      });
      list.element.addEventListener("scroll", draw);
      return list;
    });
    left.replaceChildren(...model.get("sources").flatMap((part, p) => [h("h3", {}, part.title), code[p].element]));
    const shown = [
      { text: model.get("heading"), plain: true },
      ...model.get("equations").map((r) => ({ text: r.text, phase: r.phase, title: r.place })),
      { text: model.get("ending"), plain: true },
    ];
    program = lineList(shown, { label: "The graph so far", onpick: (i) => go(i) });
    program.items.forEach((item, i) => {
      const news = model.get("equations")[i - 1]?.news;
      if (news) item.append(h("span", { class: "ngt-news" }, news === "new" ? "+ new" : "△ other type"));
    });
    program.element.addEventListener("scroll", draw);
    right.replaceChildren(h("h3", {}, "The graph so far"), program.element);
  });
  f.follow(["examples"], () => types.set(model.get("examples")));

  let first = true;
  f.follow(["step", "equations"], () => {
    const step = model.get("step");
    time.set(step, { max: total() });
    program.items.forEach((item, i) => mark(item, "ngt-unwritten", i > step && !(i === total() + 1 && step === total())));
    program.light(step ? [step] : [0], { jump: first });
    const at = step ? model.get("equations")[step - 1].at : [0, 0];
    code.forEach((list, p) => list.light(at && at[0] === p ? [at[1]] : [], { jump: first }));
    annotate(step);
    first = false;
    draw();
  });

  // Behind each line of Python: what it has recorded so far.
  function annotate(step) {
    const made = new Map();
    for (const row of model.get("equations").slice(0, step)) {
      if (row.at) made.set(row.at.join(), [...(made.get(row.at.join()) ?? []), row]);
    }
    code.forEach((list, p) => list.items.forEach((item, i) => {
      const rows = made.get(`${p},${i}`) ?? [];
      const count = rows.length > 1 ? `, ${rows.length} equations` : "";
      setText(item.querySelector(".ngt-ghost"), rows.length ? `${rows.at(-1).type}${count}` : "");
    }));
  }

  // The thread from the lit line to the lit equation.
  function draw() {
    const a = code.map((list) => list.element.querySelector(".ngt-lit")).find(Boolean);
    const b = program?.element.querySelector(".ngt-lit");
    const box = gutter.getBoundingClientRect();
    if (!a || !b || !box.width || !model.get("step")) return thread.removeAttribute("d");
    const y = (line) => {
      const around = line.closest(".ngt-box").getBoundingClientRect();
      const inner = line.getBoundingClientRect();
      return Math.min(Math.max(inner.top + inner.height / 2, around.top + 4), around.bottom - 4) - box.top;
    };
    const [from, to, wide] = [y(a), y(b), box.width];
    thread.setAttribute("d", `M0 ${from}C${wide / 2} ${from} ${wide / 2} ${to} ${wide} ${to}`);
  }
  const watcher = new ResizeObserver(draw);
  watcher.observe(gutter);
  return () => {
    watcher.disconnect();
    f.close();
  };
}

export default { render };
