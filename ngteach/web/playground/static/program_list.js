// The program, one equation a line, with the smallest and the largest number of each value behind it.

// {element, show()}.   values: of the graph
function programList(values, name, { chosen, label = "The program, one equation a line" }) {
  const equations = values.filter((v) => v.made);
  const rows = equations.map((v) => ({ text: `${v.name}: ${v.type} = ${callText(values, v)}`, name: v.name, phase: v.phase }));
  const list = lineList(rows, { label, chosen });
  const ranges = list.items.map((item) => {
    const range = h("span", { class: "pg-range" });
    item.append(range);
    return range;
  });
  const show = () => equations.forEach((v, i) => setText(ranges[i], rangeText(v.range)));
  return { element: list.element, show };
}
