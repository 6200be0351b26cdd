// The program, one equation a line, with the smallest and the largest number of each value behind it.

// {element, lines, show()}.   values: of the graph.   inputs: are there lines for them, too?
function programList(values, { chosen, inputs = false, label = "The program, one equation a line" }) {
  const shown = values.filter((v) => v.made || inputs);
  const lineOf = (v) => (v.made ? `${v.name}: ${v.type} = ${callText(values, v)}` : `${v.name}: ${v.type}, an input`);
  const rows = shown.map((v) => ({ text: lineOf(v), name: v.name, phase: v.phase }));
  const list = lineList(rows, { label, chosen });
  const ranges = list.items.map((item) => {
    const range = h("span", { class: "pg-range" });
    item.append(range);
    return range;
  });
  // Of a long program only the lines that are seen, and their neighbours.
  function show() {
    const high = list.items[0]?.offsetHeight || 20;
    const first = Math.max(Math.floor(list.element.scrollTop / high) - 5, 0);
    const count = Math.ceil(list.element.clientHeight / high) + 10;
    for (let i = first; i < Math.min(first + count, shown.length); i++) setText(ranges[i], rangeText(shown[i].range));
  }
  list.element.addEventListener("scroll", show);

  // Around the chosen line: what it reads, and who reads it.
  const byName = new Map(values.map((v, i) => [v.name, i]));
  chosen.listen((name) => {
    const at = byName.get(name);
    const reads = new Set(values[at]?.of);
    list.items.forEach((item, k) => {
      mark(item, "pg-operand", reads.has(byName.get(shown[k].name)));
      mark(item, "pg-reader", shown[k].of.includes(at));
    });
  });
  const signs = h("p", { class: "ngt-small pg-signs" }, h("span", {}, h("i", { class: "pg-operand" }, "it reads"), " ", h("i", { class: "pg-reader" }, "reads it")),
    h("span", {}, "grey: smallest … largest"));
  return { element: h("div", { class: "ngt-column" }, list.element, signs), lines: list.element, show };
}
