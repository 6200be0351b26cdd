// What forms are made of: questions with code in their words, choices, and what is said to an answer.

const VERDICT_SIGNS = { right: "✓", close: "≈", "not so": "→" };

// The words of a text; what stands between `backticks` is code.
function worded(text) {
  return text.split("`").map((part, i, all) => (i % 2 && i < all.length - 1 ? h("code", {}, part) : i % 2 ? `\`${part}` : part));
}

// A form whose button, and Enter in a field, call action().
function askingForm(f, action, ...children) {
  return h("form", { class: "ngt-ask", onsubmit: (event) => (event.preventDefault(), f.guard(action)) }, ...children);
}

function submitButton(label) {
  return button(label, undefined, { primary: true, type: "submit" });
}

// Choices as radio buttons: {element, rows, value(), set(choice), mute(on), focus(), next()}.   asked: the question
function choiceList(asked, choices, onchoose) {
  const name = freshId();
  const inputs = choices.map((choice) => h("input", { type: "radio", name, value: choice, class: "ngt-check", onchange: () => onchoose?.(choice) }));
  const rows = choices.map((choice, i) => h("label", { class: "ngt-option" }, inputs[i], h("span", {}, ...worded(choice))));
  const element = h("fieldset", { class: "ngt-options" }, h("legend", { class: "ngt-asked" }, ...asked), ...rows);
  const value = () => inputs.find((input) => input.checked)?.value ?? "";
  const set = (choice) => inputs.forEach((input) => (input.checked = input.value === choice));
  const mute = (on) => inputs.forEach((input) => disable(input, on));
  // Choose the first, or the one behind what is chosen: for who has come to the form itself, not to its choices.
  const next = () => {
    const to = inputs[Math.min(inputs.findIndex((input) => input.checked) + 1, inputs.length - 1)];
    to.focus();
    to.checked = true;
    return to.value;
  };
  return { element, rows, value, set, mute, next, focus: () => inputs[0].focus() };
}

// A box with a coloured edge: {element, show(verdict, rows)}; a row is [label, text], and its label may be "".
function saidBox() {
  const element = h("div", { class: "ngt-said", hidden: true });
  const show = (verdict, rows) => {
    element.hidden = !rows.length;
    element.dataset.verdict = verdict;
    const lines = rows.map(([label, text]) => h("p", {}, label ? h("b", {}, `${label}${text ? ": " : ""}`) : null, ...worded(text)));
    element.replaceChildren(...lines);
  };
  return { element, show };
}
