// The program, one equation a line, with the smallest and the largest number of each value behind it.

// {element, show()}.   values: of the graph.   inputs: are there lines for them, too?
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
  const show = () => shown.forEach((v, i) => setText(ranges[i], rangeText(v.range)));
  return { element: list.element, show };
}
