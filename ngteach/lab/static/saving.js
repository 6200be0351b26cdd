// Save a picture as SVG: what the page has laid out, box by box and word by word, with its colours written into it.

const SVG_STYLES = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
  "stroke-opacity", "opacity", "font-family", "font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline",
  "letter-spacing", "visibility", "marker-end", "marker-start", "stop-color", "paint-order"];

function saveSvg(element, name) {
  const box = element.closest(".ngt-graph"); // from afar its words are left out; the file has them all
  box?.dispatchEvent(new CustomEvent("ngt-save", { detail: true }));
  const text = svgText(element);
  box?.dispatchEvent(new CustomEvent("ngt-save", { detail: false }));
  const link = h("a", { download: name.replace(/[^\w. -]/g, ""), href: URL.createObjectURL(new Blob([text], { type: "image/svg+xml" })) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

const SVG_MARGIN = 14;

// The text of an SVG file that looks as the element does now.
function svgText(element) {
  const whole = element.tagName === "svg" ? drawingSize(element) : null;
  const area = element.getBoundingClientRect();
  const size = whole ?? [Math.max(element.scrollWidth, area.width), Math.max(element.scrollHeight, area.height)];
  const [wide, high] = size.map((n) => Math.ceil(n) + 2 * SVG_MARGIN);
  const paper = getComputedStyle(element.closest(".ngt") ?? element).backgroundColor;
  const out = svg("svg", { width: wide, height: high, viewBox: `0 0 ${wide} ${high}` }, svg("rect", { width: wide, height: high, fill: paper }));
  if (whole) out.append(paintedCopy(element, SVG_MARGIN, SVG_MARGIN, ...whole));
  else htmlBoxes(element, out, { x: area.left - SVG_MARGIN, y: area.top - SVG_MARGIN });
  out.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return new XMLSerializer().serializeToString(out);
}

// A drawing that is zoomed or scrolled is saved whole, in its own size.
function drawingSize(drawing) {
  const view = drawing.viewBox.baseVal;
  if (view?.width && drawing.closest(".ngt-graph")) return [view.width, view.height];
  const { width, height } = drawing.getBoundingClientRect();
  return [width, height];
}

// A copy of a drawing with every style of the page written into it.
function paintedCopy(drawing, x, y, width, height) {
  const copy = drawing.cloneNode(true);
  const before = [drawing, ...drawing.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((twin, i) => {
    const style = getComputedStyle(before[i]);
    if (style.display === "none") return twin.setAttribute("display", "none");
    if (twin.closest("defs")?.contains(twin) && twin.tagName === "style") return;
    for (const name of SVG_STYLES) {
      const value = style.getPropertyValue(name);
      if (value && value !== "normal" && value !== "auto") twin.setAttribute(name, value.replace(/url\("[^"]*#/g, 'url("#'));
    }
    twin.removeAttribute("style");
    twin.removeAttribute("class");
  });
  for (const [name, value] of Object.entries({ x, y, width, height })) copy.setAttribute(name, value);
  if (!copy.getAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  return copy;
}

// HTML as rectangles and lines of text, in the order in which they are painted.
function htmlBoxes(element, out, origin) {
  const style = getComputedStyle(element);
  if (style.display === "none" || style.visibility === "hidden" || element.classList.contains("ngt-hidden")) return;
  const box = element.getBoundingClientRect();
  const at = { x: box.left - origin.x, y: box.top - origin.y, width: box.width, height: box.height };
  if (element.tagName === "svg") return out.append(paintedCopy(element, at.x, at.y, at.width, at.height));
  if (/^(INPUT|BUTTON|TEXTAREA)$/.test(element.tagName)) return; // what is there to be pressed is no part of the picture
  if (box.width && box.height) htmlBorder(element, style, at, out);
  if (element.tagName === "IMG" && element.src) return out.append(svg("image", { ...at, href: element.src, preserveAspectRatio: "none", style: `image-rendering:${style.imageRendering}` }));
  if (element.tagName === "CANVAS") return out.append(svg("image", { ...at, href: element.toDataURL() }));
  if (element.tagName === "SELECT") {
    const text = { x: at.x + 8, y: at.y + at.height / 2 + 4, fill: style.color, "font-family": style.fontFamily, "font-size": style.fontSize };
    return out.append(svg("text", text, element.selectedOptions[0]?.textContent ?? ""));
  }
  let into = out;
  if (style.overflowX !== "visible" && box.width) {
    into = svg("svg", { ...at, viewBox: `${at.x} ${at.y} ${at.width} ${at.height}` }); // cuts off what has scrolled away
    out.append(into);
  }
  if (Number(style.opacity) < 1) into.append((into = svg("g", { opacity: style.opacity })));
  for (const child of element.childNodes) {
    if (child.nodeType === Node.ELEMENT_NODE) htmlBoxes(child, into, origin);
    else if (child.nodeType === Node.TEXT_NODE && child.data.trim()) htmlWords(child, style, into, origin);
  }
}

function htmlBorder(element, style, at, out) {
  const seen = (colour) => colour && colour !== "transparent" && !/, 0\)$/.test(colour);
  const sides = ["Top", "Right", "Bottom", "Left"].map((side) => ({ wide: parseFloat(style[`border${side}Width`]), colour: style[`border${side}Color`], kind: style[`border${side}Style`] }));
  const lines = sides.map((s) => s.kind !== "none" && s.wide > 0 && seen(s.colour));
  const even = lines.every(Boolean) && sides.every((s) => s.colour === sides[0].colour && s.wide === sides[0].wide && s.kind === sides[0].kind);
  const dash = (s) => (s.kind === "dashed" ? `${3 * s.wide} ${2 * s.wide}` : s.kind === "dotted" ? `${s.wide} ${s.wide}` : undefined);
  const filled = seen(style.backgroundColor);
  if (filled || even) {
    const inset = even ? sides[0].wide / 2 : 0;
    out.append(svg("rect", { x: at.x + inset, y: at.y + inset, width: Math.max(at.width - 2 * inset, 0), height: Math.max(at.height - 2 * inset, 0),
      rx: Math.min(parseFloat(style.borderTopLeftRadius) || 0, at.height / 2), fill: filled ? style.backgroundColor : "none",
      stroke: even ? sides[0].colour : undefined, "stroke-width": even ? sides[0].wide : undefined, "stroke-dasharray": even ? dash(sides[0]) : undefined }));
  }
  if (even) return;
  const [x, y, right, bottom] = [at.x, at.y, at.x + at.width, at.y + at.height];
  const ways = [`M${x} ${y}H${right}`, `M${right} ${y}V${bottom}`, `M${x} ${bottom}H${right}`, `M${x} ${y}V${bottom}`];
  lines.forEach((on, i) => on && out.append(svg("path", { d: ways[i], fill: "none", stroke: sides[i].colour, "stroke-width": sides[i].wide, "stroke-dasharray": dash(sides[i]) })));
}

// A text node, line by line as the page has broken it.
function htmlWords(node, style, out, origin) {
  const range = document.createRange();
  const lines = [];
  for (let i = 0; i < node.data.length; i++) {
    range.setStart(node, i);
    range.setEnd(node, i + 1);
    const box = range.getBoundingClientRect();
    if (!box.width) continue;
    const line = lines.at(-1);
    if (line && Math.abs(line.top - box.top) < 3) line.text += node.data[i];
    else lines.push({ text: node.data[i], left: box.left, top: box.top, high: box.height });
  }
  const size = parseFloat(style.fontSize);
  for (const line of lines) {
    const text = svg("text", { x: line.left - origin.x, y: line.top - origin.y + line.high / 2 + size * 0.35, fill: style.color,
      "font-family": style.fontFamily, "font-size": size, "font-weight": style.fontWeight, "font-style": style.fontStyle,
      "text-decoration": style.textDecorationLine === "none" ? undefined : style.textDecorationLine, "xml:space": "preserve" }, line.text);
    out.append(text);
  }
}
