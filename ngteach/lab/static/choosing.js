// One selection for the picture, the program and the values: whoever chooses, all show the same.

// choose(name, by) tells everyone who listens; chosen() is the name, or null.  A model's trait can be the memory of it:
// selection(model, "shown") follows the trait, and `tell` sets it (put, or f.ask).
function selection(model, trait, tell = (values) => put(model, values)) {
  const listeners = [];
  let name = model?.get(trait) || null;
  const chosen = () => name;
  function choose(next, by = null) {
    if ((next ?? null) === name) return;
    name = next ?? null;
    if (model && model.get(trait) !== (name ?? "")) tell({ [trait]: name ?? "" });
    listeners.forEach((listener) => listener(name, by));
  }
  model?.on(`change:${trait}`, () => choose(model.get(trait) || null, model));
  function listen(listener) {
    listeners.push(listener);
    listener(name, null);
  }
  return { chosen, choose, listen };
}

// The box that an arrow key leads to.  Down and up go along a wire if there is one, left and right through the row, so
// that every box can be reached; else to the next box that way.
//   boxes  Map name -> {x, y, width, height};  wires  [[from, to]]
function boxBeside(boxes, wires, name, key) {
  const here = boxes.get(name);
  if (!here) return boxes.keys().next().value ?? null;
  const middle = (box) => [box.x + box.width / 2, box.y + box.height / 2];
  const [x, y] = middle(here);
  const ways = { ArrowDown: [0, 1], ArrowUp: [0, -1], ArrowRight: [1, 0], ArrowLeft: [-1, 0] };
  const [right, down] = ways[key];
  const near = (names, most = Infinity) => {
    let best = null;
    for (const each of names) {
      const box = boxes.get(each);
      if (!box || each === name) continue;
      const [dx, dy] = [middle(box)[0] - x, middle(box)[1] - y];
      const ahead = dx * right + dy * down;
      const aside = Math.abs(dx * down) + Math.abs(dy * right);
      if (ahead < 8 || aside > most) continue;
      const far = ahead + 2.5 * aside;
      if (!best || far < best.far) best = { each, far };
    }
    return best?.each ?? null;
  };
  const tied = wires.flatMap(([from, to]) => (from === name ? [to] : to === name ? [from] : []));
  return (right && near(boxes.keys(), 20)) || (near(tied) ?? near(boxes.keys()));
}
