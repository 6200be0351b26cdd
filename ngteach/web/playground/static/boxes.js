// Small pictures of the values in the boxes of the graph, painted anew while it trains.

// {paintings(all), names}.   picture: a graphPicture.   boxes: for each box [[name, left, width, height], ...]
function livePictures(picture, boxes, byName) {
  const places = [...picture.element.querySelectorAll("g.node")].flatMap((node, i) => {
    const [left, top] = (node.dataset.room ?? "0 0").split(" ").map(Number);
    return boxes[i].map(([name, from, wide, high]) => {
      const hold = svg("g", { class: "ngt-thumb", transform: `translate(${left + from} ${top})`, "aria-hidden": "true" });
      node.append(hold);
      return { hold, wide, high, value: byName.get(name), filled: isFilled(node) };
    });
  });
  const legible = () => (picture.element.dataset.tiny = String(picture.scale() * SMALLEST < LEGIBLE));
  picture.element.addEventListener("ngt-zoom", legible);
  legible();
  // A task for each picture that is seen, or for all of them.
  function paintings(all) {
    const seen = all ? places : places.filter(({ hold }) => isSeen(hold.parentNode));
    return seen.map((place) => () => paint(place));
  }
  function paint({ hold, wide, high, value, filled }) {
    if (!value?.isKnown) return;
    const paper = filled ? svg("rect", { class: "ngt-paper", x: -4, y: -2, width: wide + 8, height: high + 4, rx: 4 }) : null;
    hold.replaceChildren(...[paper, valuePicture(value, wide, high).element].filter(Boolean));
  }
  return { paintings, names: places.map(({ value }) => value?.name).filter(Boolean) };
}

function isSeen(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}
