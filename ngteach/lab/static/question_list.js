// Questions with room for one's own words; an answer is shown only beside a try.

function render({ model, el }) {
  const [title, items, compact] = ["title", "items", "compact"].map((name) => model.get(name));
  const f = frame(model, el, { label: title || "Questions", form: true, keys: { ArrowDown: next, ArrowRight: next },
    hint: "Ctrl+Enter shows the answer" });
  const shown = new Set();
  let at = -1; // the question that was gone to
  let last = ""; // what was said of the last answer that was shown
  const parts = items.map((item, i) => part(item, i));
  const list = h("div", { class: "ngt-question-list" }, ...parts.map((p) => p.element));
  mark(list, "ngt-compact", compact);
  f.picture.append(title ? h("h3", { class: "ngt-question-title" }, title) : "", list);

  // For who has come to the form itself, not to a field of it.
  function next() {
    if (!parts.length) return;
    at = (at + 1) % parts.length;
    parts[at].focus();
    f.say(`Question ${at + 1} of ${parts.length}: Ctrl+Enter shows the answer.`);
  }
  function part(item, i) {
    const id = freshId();
    const field = h("textarea", { id, class: "ngt-words", rows: compact ? 1 : 2, maxlength: 1000, oninput: () => field.removeAttribute("aria-invalid"),
      onchange: () => keep(), onkeydown: (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && (event.preventDefault(), f.guard(show)) });
    const said = saidBox();
    const open = button("Show the answer", () => f.guard(show), { "aria-label": `Show the answer to question ${i + 1}` });
    const keep = () => {
      if (field.value.trim()) put(model, { mine: { ...model.get("mine"), [item.id]: field.value.trim() } });
    };
    function show() {
      if (!field.value.trim()) {
        f.say(`Question ${i + 1}: write a try first, in your own words. Any try will do.`);
        field.setAttribute("aria-invalid", "true");
        return field.focus();
      }
      keep();
      shown.add(item.id);
      last = `Question ${i + 1}: compare your words with the answer.`;
      tell();
    }
    function draw() {
      const words = model.get("mine")[item.id] ?? "";
      if (document.activeElement !== field && words) field.value = words;
      said.show("", shown.has(item.id) ? [["An answer", item.answer]] : []);
      open.hidden = shown.has(item.id);
    }
    const label = h("label", { for: id, class: "ngt-asked" }, `${i + 1}. `, ...worded(item.question));
    return { element: h("div", { class: "ngt-ask" }, label, field, h("div", {}, open), said.element), draw, focus: () => field.focus() };
  }
  function tell() {
    parts.forEach((p) => p.draw());
    const answered = items.filter((item) => model.get("mine")[item.id]).length;
    f.say([last, `${answered} of ${items.length} answered.`, last ? "" : "Write first; then see an answer.", model.get("remark")].filter(Boolean).join(" "));
  }
  f.follow(["mine", "remark"], tell);
  return f.close;
}

export default { render };
