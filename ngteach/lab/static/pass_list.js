// The program in the pass player: lines to strike out, and then what the pass has crossed out.

// onstrike(names), onlook(name).   Returns {element, show, leave, move(by), strike(), choose(name)}.
function passList(lines, { onstrike, onlook }) {
  const element = h("div", { class: "ngt-box ngt-pass-list ngt-mono", role: "listbox", tabindex: 0,
    "aria-multiselectable": "true", "aria-label": "The program" });
  const sheet = h("div", { class: "ngt-sheet", role: "presentation" });
  element.append(sheet);
  let items = []; // those that can be chosen: {row, line}
  let chosen = null;
  let open = false;

  // verdicts(name): why what was struck stays.   jump: a new state, so go to its first change.
  function show({ rows, revealed, struck, verdicts, jump }) {
    open = revealed;
    items = [];
    const shown = [];
    let [hidden, touched] = [0, 0];
    const gap = () => {
      const what = touched ? `more, ${touched} of them changed` : "that no pass touches";
      if (hidden) shown.push(h("div", { class: "ngt-gap", role: "presentation" }, `⋮ ${counted(hidden, "equation")} ${what}`));
      [hidden, touched] = [0, 0];
    };
    for (const row of rows) {
      if (row.hidden) hidden++;
      if (row.hidden && revealed && row.sign) touched++;
      if (row.hidden || (!revealed && row.sign === "+")) continue;
      gap();
      const line = lineOf(row, revealed, struck, verdicts);
      items.push({ row, line });
      shown.push(line);
    }
    gap();
    const top = element.scrollTop;
    sheet.replaceChildren(...shown);
    element.scrollTop = top;
    place();
    if (!jump) return;
    const change = revealed && items.find(({ row }) => row.sign);
    if (change) showRow(element, change.line, true);
    else if (!revealed) element.scrollTop = 0;
  }
  function lineOf(row, revealed, struck, verdicts) {
    const sign = revealed ? row.sign : "";
    const mine = struck.includes(row.name);
    const goes = revealed ? sign === "-" : mine;
    const line = h("div", { id: freshId(), class: "ngt-line ngt-pass-line", role: "option", "aria-selected": String(goes), "data-sign": sign,
      "data-phase": row.phase, "data-name": row.name },
      h("span", { class: "ngt-pass-sign", "aria-hidden": "true" }, revealed ? SIGN_MARKS[sign] : mine ? "−" : ""),
      h("span", { class: "ngt-code" }, ...rowText(row, lines, revealed)),
      sign ? h("span", { class: "ngt-hidden" }, `, ${SIGN_WORDS[sign]}`) : null);
    mark(line, "ngt-mine", mine && !revealed);
    const remark = revealed && mine ? (sign === "-" ? "✓ as you said" : `✗${verdicts(row.name).replace(", which", "").replace(/reads$/, "reads it") || " it stays"}`)
      : revealed && struck.length && sign === "-" ? "○ missed" : "";
    if (remark) line.append(h("span", { class: "ngt-remark" }, remark));
    line.addEventListener("click", () => {
      choose(row.name);
      if (!open) onstrike([row.name]);
    });
    return line;
  }
  // The chosen line: the keys act on it, and the picture shows its box.
  function place() {
    for (const { row, line } of items) mark(line, "ngt-chosen-line", row.name === chosen);
    const found = items.find(({ row }) => row.name === chosen);
    if (found) element.setAttribute("aria-activedescendant", found.line.id);
    else element.removeAttribute("aria-activedescendant");
    return found;
  }
  function choose(name, tell = true) {
    chosen = name ?? chosen;
    const found = place();
    if (found) showRow(element, found.line);
    if (chosen && tell) onlook(chosen);
  }
  function move(by) {
    const now = items.findIndex(({ row }) => row.name === chosen);
    const next = items[Math.min(Math.max(now < 0 ? 0 : now + by, 0), items.length - 1)];
    if (next) choose(next.row.name);
  }
  const strike = () => chosen && items.some(({ row }) => row.name === chosen) && onstrike([chosen]);
  element.addEventListener("keydown", (event) => {
    if (event.key !== " " || open) return;
    event.preventDefault(); // here Space strikes out; elsewhere it goes on
    if (!chosen) move(0);
    strike();
  });
  // What is crossed out closes up; false if nothing is.
  function leave() {
    const going = items.filter(({ row }) => row.sign === "-");
    going.forEach(({ line }) => line.classList.add("ngt-leaving"));
    return going.length > 0;
  }
  return { element, show, leave, move, strike, choose };
}
