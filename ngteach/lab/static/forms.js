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

// Choices as radio buttons: {element, value(), set(choice), focus(), close()}.   asked: the elements of the question
function choiceList(asked, choices, onchoose) {
  const name = freshId();
  const inputs = choices.map((choice) => h("input", { type: "radio", name, value: choice, class: "ngt-check", onchange: () => onchoose?.(choice) }));
  const rows = choices.map((choice, i) => h("label", { class: "ngt-option" }, inputs[i], h("span", {}, ...worded(choice))));
  const element = h("fieldset", { class: "ngt-options" }, h("legend", { class: "ngt-asked" }, ...asked), ...rows);
  const value = () => inputs.find((input) => input.checked)?.value ?? "";
  const set = (choice) => inputs.forEach((input) => (input.checked = input.value === choice));
  const mute = (on) => inputs.forEach((input) => disable(input, on));
  return { element, rows, value, set, mute, focus: () => inputs[0].focus() };
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
