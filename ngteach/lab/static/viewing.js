// A drawing in a window: fit it, drag it, zoom it.  A plain wheel belongs to the page around.

const NEAREST = 2.5; // the largest zoom, and the smallest:
const FARTHEST = 0.05;
const LEGIBLE = 10; // px on the screen; smaller text is left out

// Returns {tools, zoom(share), fit(), scale(), above(), renew(drawing), key(event), close}.   box: what cuts the drawing off.
// The box hears "ngt-zoom" whenever the scale has changed.
function viewport(box, drawing, home = 1) {
  let scale = 1;
  let fitted = false;
  let texts = [];
  const readout = h("button", { type: "button", class: "ngt-tool ngt-tool-wide", title: "100 %", onclick: () => zoom(1) });
  const tool = (sign, label, act) => h("button", { type: "button", class: "ngt-tool", title: label, "aria-label": label, onclick: act }, sign);
  const tools = h("div", { class: "ngt-tools", role: "group", "aria-label": "View" },
    tool("−", "Zoom out (-)", () => by(1 / 1.25)), readout, tool("+", "Zoom in (+)", () => by(1.25)),
    h("button", { type: "button", class: "ngt-tool ngt-tool-wide", title: "Fit the whole graph into view (0)", onclick: fit }, "Fit"));
  tools.addEventListener("pointerdown", (event) => event.stopPropagation());

  const size = () => {
    const { width, height } = drawing.viewBox.baseVal;
    return [width, height];
  };
  // What the tools need above the drawing, where it is narrow.
  const above = () => (drawing ? parseFloat(getComputedStyle(drawing).marginTop) || 0 : 0);
  // The point under `at` (in the box) stays where it is.
  function zoom(share, at = { x: box.clientWidth / 2, y: box.clientHeight / 2 }) {
    if (!drawing) return;
    fitted = false;
    const before = scale;
    scale = Math.min(Math.max(share, FARTHEST), NEAREST);
    const corner = [(box.scrollLeft + at.x) / before, (box.scrollTop + at.y) / before];
    const [width, height] = size();
    drawing.style.width = `${width * scale}px`;
    drawing.style.height = `${height * scale}px`;
    texts.forEach(resize);
    box.dataset.far = scale < 0.95 ? "true" : "";
    box.scrollTo(corner[0] * scale - at.x, corner[1] * scale - at.y);
    setText(readout, `${Math.round(100 * scale)} %`);
    readout.setAttribute("aria-label", `${Math.round(100 * scale)} %, back to 100 %`);
    box.dispatchEvent(new CustomEvent("ngt-zoom", { detail: scale }));
  }
  const by = (factor, at) => zoom(scale * factor, at);
  function fit() {
    if (!drawing || !box.clientWidth) return;
    const [width, height] = size();
    zoom(Math.min((box.clientWidth - 14) / width, (box.clientHeight - 14 - above()) / height, 1.25));
    fitted = true;
  }

  // A text smaller than LEGIBLE is drawn larger if its box has room for it; of a name only the end or the beginning is, if
  // there is room for that, and otherwise it is left out.
  function resize({ text, size, room, y, below, name, falls, signs = [] }) {
    const wanted = (LEGIBLE + 0.5) / scale;
    const small = size * scale < LEGIBLE;
    const part = small && wanted > room ? partOf(name, wanted) : "";
    if (name && !name.pieces) setText(text, part || name.whole);
    const hidden = small && wanted > room && !part;
    for (const each of [text, ...signs]) each.style.display = hidden ? "none" : "";
    text.style.fontSize = small && !hidden ? `${wanted}px` : "";
    if (falls) text.setAttribute("y", falls + (small ? wanted - size : 0) * 0.75);
    if (!y) return;
    const alone = below * scale < LEGIBLE; // the lines below it are left out, so it takes the middle
    text.setAttribute("y", alone ? y.middle + (small ? wanted : size) * 0.35 : y.own);
  }
  // What there is room for: of weights.W0 the end, which tells it from weights.b0, of other names the beginning; the adjoint
  // of tanh is "of tanh", since its lane says what it is.
  function partOf(name, size) {
    if (!name || name.pieces || size > name.high) return "";
    const letters = Math.floor(name.wide / (size * 0.66));
    const end = `…${name.whole.split(".").at(-1)}`;
    if (/^\w+(\.\w+)+$/.test(name.whole) && end.length <= letters) return end;
    const short = name.whole.replace(/^adjoint (?=of )/, "");
    if (short !== name.whole && short.length <= letters) return short;
    return letters >= 6 ? `${short.slice(0, letters - 1)}…` : "";
  }
  function renew(next) {
    drawing = next;
    tools.hidden = !drawing;
    if (!drawing) return;
    texts = [...drawing.querySelectorAll("text, tspan[font-size]")].map(room);
    if (fitted) fit();
    else zoom(scale);
  }

  // How large may it be?  Of a box only the first line grows, of what stands outside of boxes only the heads of lanes.
  function room(text) {
    const size = Number(text.getAttribute("font-size") ?? 12);
    const node = text.closest("g.node");
    if (!node) {
      const falls = text.textContent.startsWith("update") ? Number(text.getAttribute("y")) : null; // stands below its lane
      return { text, size, room: /[↓↑→←]$/.test(text.textContent) ? Infinity : 0, falls, signs: size === 11 ? signsOf(text) : [] };
    }
    const lines = [...node.querySelectorAll("text")];
    if (lines[0] !== text) return { text, size, room: 0 };
    const box = extent(node);
    const wide = (text.firstChild?.data ?? text.textContent).length * 0.62; // of a letter; smaller ones behind it go first
    const below = lines[1] ? Number(lines[1].getAttribute("font-size") ?? 12) : Infinity;
    const high = node.dataset.room ? node.dataset.room.split(" ")[1] - box.y : box.height; // a picture is at the foot
    const name = { whole: text.textContent, pieces: text.children.length, wide: box.width - 4, high: high - 4 };
    return { text, size, room: Math.min((box.width - 4) / wide, high - 4), below, name,
      y: { own: text.getAttribute("y"), middle: box.y + high / 2 } };
  }

  // What a word of the legend is about goes with it: the shapes before it.
  function signsOf(word) {
    const signs = [];
    for (let sign = word.previousElementSibling; /^(rect|path|polygon)$/.test(sign?.tagName); sign = sign.previousElementSibling) signs.push(sign);
    return signs;
  }

  // ---- by mouse and finger
  let grip = null;
  let dragged = false;
  box.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault(); // or the browser would zoom the page
    const area = box.getBoundingClientRect();
    by(Math.exp(-event.deltaY * (event.deltaMode ? 0.06 : 0.003)), { x: event.clientX - area.left, y: event.clientY - area.top });
  }, { passive: false });
  box.addEventListener("pointerdown", (event) => {
    if (event.button || event.pointerType === "touch") return; // a finger scrolls as everywhere
    dragged = false;
    grip = { x: event.clientX, y: event.clientY, left: box.scrollLeft, top: box.scrollTop, far: false, id: event.pointerId };
  });
  box.addEventListener("pointermove", (event) => {
    if (!grip) return;
    const [dx, dy] = [event.clientX - grip.x, event.clientY - grip.y];
    if (!grip.far && Math.hypot(dx, dy) < 5) return;
    if (!grip.far) box.setPointerCapture(grip.id);
    grip.far = true;
    mark(box, "ngt-dragged", true);
    cancelAnimationFrame(gliding.get(box));
    box.scrollTo(grip.left - dx, grip.top - dy);
  });
  const drop = () => {
    dragged = Boolean(grip?.far);
    grip = null;
    mark(box, "ngt-dragged", false);
  };
  box.addEventListener("click", (event) => dragged && event.stopPropagation(), true); // a drag chooses nothing
  box.addEventListener("pointerup", drop);
  box.addEventListener("pointercancel", drop);
  const watcher = new ResizeObserver(() => fitted && fit());
  watcher.observe(box);

  // A picture is saved as it is at 100 %, and nobody sees it.
  let before = null;
  box.addEventListener("ngt-save", (event) => {
    if (event.detail) {
      before = { scale, fitted, left: box.scrollLeft, top: box.scrollTop };
      return zoom(1);
    }
    zoom(before.scale);
    box.scrollTo(before.left, before.top);
    fitted = before.fitted;
  });

  // true if this key was ours
  function key(event) {
    const act = { 0: fit, "+": () => by(1.25), "=": () => by(1.25), "-": () => by(1 / 1.25) }[event.key];
    act?.();
    return Boolean(act);
  }
  scale = home;
  renew(drawing);
  return { tools, zoom, fit, scale: () => scale, above, renew, key, close: () => watcher.disconnect() };
}
