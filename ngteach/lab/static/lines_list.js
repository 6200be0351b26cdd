// Lines of a program to choose among: a list box whose chosen line the keys act on; and what is said of an answer.

// What is judged in the page goes on where there is no Python; only nothing is recorded then.
const JUDGED_ALONE = {
  [NO_ANSWER.restarted]: "Python was restarted: answers are judged, but not recorded. Run the cell again.",
  [NO_ANSWER.stopped]: "Python has stopped: answers are judged, but not recorded.",
  [NO_ANSWER.saved]: "Without Python answers are judged, but not recorded.",
};

// label(key): how a line is read aloud.   onchoose(key)   Returns {element, items, choose, chosen, move}.
function linesList(words, items, onchoose) {
  const element = h("div", { class: "ngt-box ngt-deck", role: "listbox", tabindex: 0, "aria-label": words }, ...items.values());
  let chosen = null;
  const options = () => [...element.children].filter((child) => child.getAttribute("role") === "option");
  const keyOf = (item) => [...items].find(([, found]) => found === item)?.[0];

  function choose(key, tell = true) {
    chosen = key;
    for (const [other, item] of items) {
      item.setAttribute("aria-selected", String(other === key));
      mark(item, "ngt-chosen-line", other === key);
    }
    if (items.has(key)) {
      element.setAttribute("aria-activedescendant", items.get(key).id);
      showRow(element, items.get(key), true);
    }
    if (tell) onchoose?.(key);
  }
  function move(by) {
    const rows = options();
    const at = rows.indexOf(items.get(chosen));
    const to = at < 0 ? (by > 1 ? rows.length - 1 : 0) : at + by; // End goes to the last also where none is chosen
    choose(keyOf(rows[Math.min(Math.max(to, 0), rows.length - 1)]));
  }
  return { element, items, choose, move, chosen: () => chosen };
}

// One line of the list.
function lineItem(sign, text, ...more) {
  const code = h("span", { class: "ngt-code" }, text);
  return h("div", { id: freshId(), class: "ngt-deck-line", role: "option", "aria-selected": "false" },
    h("span", { class: "ngt-deck-sign ngt-mono" }, sign), code, ...more);
}

// The words of a hint or a reason, without the marks of code around what stands in backticks.
const unmarked = (words) => words.replaceAll("`", "");

// What is said of an answer, and what the page remembers of it; Python says the same, and keeps it.
//   said: null if it is right   tried: the different wrong answers, this one among them
function verdict(model, answer, said, hint) {
  const tries = model.get("tries");
  const tried = said === null || model.get("tried").includes(answer) ? model.get("tried") : [...model.get("tried"), answer];
  const solved = model.get("solved") || said === null;
  const opened = model.get("opened") || (!solved && tried.length >= tries);
  const end = opened ? ["A solution is shown.", model.get("then")] : solved ? [] : [`${tried.length === 1 ? "1 try" : `${tried.length} different tries`}; after ${tries} you will see a solution.`];
  const words = said === null ? ["Right.", model.get("then")] : [`Not yet: ${said}`, hint ? `Hint: ${hint}` : "", ...end];
  return { tried, solved, opened, status: unmarked(words.filter(Boolean).join(" ")) };
}

// The question above, and the solution below once it is to be seen: {question, solution, show}
function questionAndSolution(model) {
  const question = h("p", { class: "ngt-deck-question" }, h("b", {}, model.get("id")), " ",
    ...model.get("question").split("`").map((part, k) => (k % 2 ? h("code", {}, part) : part)));
  const code = h("pre", { class: "ngt-deck-solution ngt-mono" });
  const solution = h("div", {}, h("h3", {}, "A solution"), code);
  const show = () => {
    solution.hidden = !model.get("opened");
    setText(code, model.get("opened") ? model.get("solution") : "");
  };
  return { question, solution, show };
}
