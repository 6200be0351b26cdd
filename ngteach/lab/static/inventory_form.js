// The inventory: fifteen questions; before the course without verdicts, after it with reasons and the gain.

function render({ model, el }) {
  const [time, items] = ["time", "items"].map((name) => model.get(name));
  const f = frame(model, el, { label: `Inventory ${time} the course`, form: true, hint: "arrow keys choose, Tab goes on" });
  let warned = false;
  const parts = items.map((item, i) => {
    const asked = [h("b", {}, `${i + 1}. `), ...worded(item.question)];
    const choose = (choice) => put(model, { picks: { ...model.get("picks"), [item.id]: choice } });
    return { item, said: saidBox(), list: choiceList(asked, item.choices, choose) };
  });
  const send = submitButton("Hand in");
  const result = saidBox();
  const list = h("div", { class: "ngt-question-list" }, ...parts.map((p) => h("div", {}, p.list.element, p.said.element)));
  const asking = askingForm(f, handIn, list, h("div", { class: "ngt-ask-row" }, send), result.element);
  // Folded, so that whoever reads the page goes on without scrolling over them.
  const fold = h("details", { class: "ngt-ask-fold" }, h("summary", {}, `Open the ${items.length} questions`), asking);
  fold.open = Object.keys(model.get("picks")).length > 0;
  f.picture.append(fold);

  function handIn() {
    const open = items.length - Object.keys(model.get("picks")).length;
    if (model.get("done")) return;
    if (open && !warned) {
      warned = true;
      return f.say(`${counted(open, "question")} without an answer. Hand in again if that is what you mean.`);
    }
    put(model, { done: true });
  }
  f.follow(["picks", "done", "before", "remark"], () => {
    const [picks, done] = [model.get("picks"), model.get("done")];
    const verdicts = done && time === "after";
    parts.forEach(({ item, list: choices, said }) => {
      choices.set(picks[item.id]);
      choices.mute(done);
      if (!verdicts) return;
      const right = picks[item.id] === item.truth;
      choices.rows.forEach((row, k) => {
        if (item.choices[k] === item.truth) row.dataset.verdict = "right";
        else if (item.choices[k] === picks[item.id]) row.dataset.verdict = "not so";
      });
      const hint = item.hints.find(([wrong]) => wrong === picks[item.id])?.[1];
      said.show(right ? "right" : "not so", [[right ? "✓ right" : "→ not so", ""], ["", item.because], ...(hint && !right ? [["Hint", hint]] : [])]);
    });
    send.hidden = done;
    const answered = Object.keys(picks).length;
    if (!done) return f.say(`${answered} of ${items.length} answered.`);
    const right = items.filter((item) => picks[item.id] === item.truth).length;
    const lines = verdicts ? [scoreOf(right, items.length, model.get("before"))] : ["Thank you. After the course you will see what was right."];
    if (model.get("remark")) lines.push(model.get("remark"));
    result.show("", lines.map((line) => ["", line]));
    f.say(lines[0]);
  });
  return f.close;
}

// What was gained is a share of what there was to gain.
function scoreOf(right, of, before) {
  const now = `${right} of ${of} right`;
  if (before === null || before === undefined) return `${now}.`;
  const gain = before < of ? `, a gain of ${((right - before) / (of - before)).toFixed(2)} of what there was to gain` : "";
  return `${now}; before the course ${before}${gain}.`;
}

export default { render };
