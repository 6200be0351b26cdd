// A prediction: a guess first, and only then the verdict, the truth and the reason.

function render({ model, el }) {
  const asks = model.get("asks");
  const f = frame(model, el, { label: `Prediction ${asks.id}`, form: true, keys: { Enter: commit, ArrowDown: next, ArrowRight: next },
    hint: "Enter commits" });
  const asked = [h("b", {}, "Predict: "), ...worded(asks.question)];
  const field = asks.kind === "choice" ? choiceList(asked, asks.choices) : typedGuess(asked, asks.kind === "number" ? "Your number:" : "Your words:");
  const said = saidBox();
  const row = h("div", { class: "ngt-ask-row" }, field.own, submitButton("Commit"));
  f.picture.append(askingForm(f, commit, field.element, row, said.element));

  function next() {
    f.say(`${field.next()}: Enter commits it.`);
  }
  function commit() {
    const found = judge(asks, field.value());
    const tries = model.get("tries");
    if (found.verdict) return found.guess !== tries.at(-1) && put(model, { tries: [...tries, found.guess] });
    f.say(asks.kind === "choice" ? "Choose one first, then commit." : `${found.why[0].toUpperCase()}${found.why.slice(1)}.`);
    field.focus();
  }
  f.follow(["tries", "remark"], () => {
    const tries = model.get("tries");
    if (!tries.length) return f.say("Say first what you expect. Then you see what is so, and why.");
    const found = judge(asks, tries.at(-1));
    if (asks.kind === "choice" && !field.value()) field.set(found.guess);
    const first = judge(asks, tries[0]);
    const rows = [[`${VERDICT_SIGNS[found.verdict] ?? ""} ${found.verdict}`, ""], ["You said", found.guess], ["It is", asks.shown], ["", asks.because]];
    if (found.hint) rows.push(["Hint", found.hint]);
    if (found.guess !== first.guess) rows.push(["", `Your first guess counts: ${first.guess}, ${first.verdict}.`]);
    if (model.get("remark")) rows.push(["", model.get("remark")]);
    said.show(found.verdict, rows);
    const onward = model.link ? "Open “Show what happens” below." : "Run the next cell to see it.";
    f.say(`${asks.id} ${found.verdict}. ${onward}`);
  });
  return f.close;
}

// A field for a number or a few words, with the question above it.
function typedGuess(asked, label) {
  const text = textField({ label, size: 26 });
  const focus = () => text.input.focus();
  return { element: h("p", { class: "ngt-asked" }, ...asked), own: text.element, value: () => text.input.value, focus, next: () => (focus(), text.input.value) };
}

export default { render };
