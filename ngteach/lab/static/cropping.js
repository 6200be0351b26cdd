// A drawing without its heading and legend, for where there is no room to read them beside the graph.

// picture: a graphPicture in the page.   It is seen whole, at most in its own size; cropped if that makes it larger.
function seeWhole(picture) {
  const drawing = picture.drawing();
  picture.fit();
  if (!drawing || picture.scale() >= 0.95) return picture.scale() > 1 && picture.zoom(1);
  const graph = drawing.querySelector("g.node").parentNode;
  const { x, y, width, height } = graph.getBBox();
  const { e, f } = graph.transform.baseVal.consolidate()?.matrix ?? { e: 0, f: 0 };
  for (const part of drawing.children) mark(part, "ngt-cropped", part !== graph && part.tagName !== "defs");
  drawing.setAttribute("viewBox", [x + e - 8, y + f - 8, width + 16, height + 16].map(Math.round).join(" "));
  picture.fit();
  if (picture.scale() > 1) picture.zoom(1);
}
