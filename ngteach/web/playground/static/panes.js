// What stands beside the answer: the graph, the program and the chosen equation of one model, with values on them.

// Returns {picture, program, card, byName, settle, take(news), wanted, also(names), close}.   model: from the store
const TALLEST = 1500; // px of the picture; more of it is scrolled to

function modelPanes(model, { words, chosen, tip, onsay, onwant }) {
  const values = liveValues(model.training, model);
  const byName = new Map(values.map((v) => [v.name, v]));
  const { equations } = model.training;
  const numberOf = (name) => (byName.get(name)?.made ?? 0) - 1;
  const picture = graphPicture(model.svg, model.homes, { label: "Picture of the training function", chosen, numberOf });
  const boxes = livePictures(picture, model.boxes, byName);
  const program = programList(values, { chosen });
  const card = equationCard(values, { words, formulas: model.formulas, lines: model.lines, equations, tip, chosen, onsay });
  let extra = [];
  const wanted = () => [...new Set([...boxes.names, ...card.names(), ...extra])];

  chosen.listen((name) => {
    const value = byName.get(name);
    card.set(value);
    if (card.names().some((n) => !byName.get(n).isKnown) || !boxes.names.includes(name)) onwant(wanted());
  });

  // Takes the news in, and returns what is to be painted of it.
  function take({ ranges, values: numbers, running: isRunning }) {
    values.forEach((v, i) => (v.range = [ranges[2 * i], ranges[2 * i + 1]]));
    for (const [name, found] of Object.entries(numbers)) byName.get(name)?.refill(found);
    return [program.show, ...boxes.paintings(!isRunning), card.refresh];
  }
  // Once all is on the page: the picture as wide as there is room, and then as high as it is.
  function settle() {
    const line = program.lines.querySelector(".ngt-chosen");
    if (line) showRow(program.lines, line, true);
    const drawing = picture.drawing();
    const { width, height } = drawing.viewBox.baseVal;
    const scale = Math.min((picture.element.clientWidth - 14) / width, 1);
    picture.element.style.height = `${Math.min(height * scale + 18 + picture.above(), TALLEST)}px`;
    picture.zoom(scale);
    picture.element.scrollTo(0, 0);
  }
  return { settle, picture, program, card, byName, values, take, wanted, also: (names) => (extra = names), close: () => picture.close() };
}
