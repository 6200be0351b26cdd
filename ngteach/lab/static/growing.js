// A drawing of a graph that draws itself: its boxes and wires appear one state at a time.
//
//   const drawing = growing(element, states);
//     element   holds an SVG as draw_graph makes it: g.node with data-name and data-equations,
//               path.edge with data-from and data-to.  graphPicture(...).element is one
//     states    states[k] lists what is new in state k: names of boxes, or numbers of equations
//   drawing.show(k);    the boxes of the states 0 ... k are there, and the wires between them; nothing else moves
//
// One state further, what is new grows (in 180 ms, and not where motion is unwanted); any other way it is there at once.
// A box that no state lists is always there.  Put "growing.js" behind "graph.js"; growing.css comes with it.
function growing(element, states) {
  const nodes = [...element.querySelectorAll("g.node")];
  const born = new Map(nodes.map((node) => [node.dataset.name, 0])); // name -> the state in which it appears
  const named = new Map(nodes.map((node) => [node.dataset.name, node]));
  const numbered = new Map();
  for (const node of nodes) {
    const numbers = numbersOf(node);
    numbers.forEach((n) => numbered.set(n, node));
  }
  const seen = new Set();
  states.forEach((listed, k) => {
    for (const each of listed) {
      const node = typeof each === "number" ? numbered.get(each) : named.get(each);
      if (!node || seen.has(node)) continue; // a box of several equations appears with the first of them
      seen.add(node);
      born.set(node.dataset.name, k);
    }
  });
  const parts = nodes.map((node) => ({ part: node, at: born.get(node.dataset.name) }));
  for (const edge of element.querySelectorAll("path.edge")) {
    const ends = [edge.dataset.from, edge.dataset.to].map((name) => born.get(name) ?? 0);
    parts.push({ part: edge, at: Math.max(...ends) });
  }
  let last = null;
  function show(k) {
    for (const { part, at } of parts) {
      mark(part, "ngt-unborn", at > k);
      mark(part, "ngt-fresh", at === k && last === k - 1);
    }
    last = k;
  }
  return { show };
}
