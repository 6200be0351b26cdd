// What a notebook gives to its widgets, given by a page without Python: a model each, and an element to draw in.
// Before it stand what all widgets share, `kinds`, a Map from the name of a class to its render(), and links.js.

// ---- nothing from the notebook acts ------------------------------------------

// States are data from a file.  Where a widget shows one as a picture, only what pictures are made of is kept.
const PICTURE = new Set(
  ("svg g defs symbol use marker pattern clippath mask lineargradient radialgradient stop title desc style image rect circle ellipse line " +
    "polyline polygon path text tspan textpath div span p b i em strong code pre sub sup br table tbody thead tr td th img ul ol li").split(" "),
);

// drawing: is the text a part of one?  There capitals count.
function withoutActing(text, drawing) {
  const page = new DOMParser().parseFromString(drawing ? `<body><svg>${text}</svg>` : `<body>${text}`, "text/html");
  const whole = drawing ? page.body.firstChild : page.body;
  for (const element of whole.querySelectorAll("*")) {
    if (!PICTURE.has(element.localName.toLowerCase())) {
      console.warn(`left out: ${element.localName}`);
      element.remove();
    } else for (const { name, value } of [...element.attributes]) if (acts(name, value)) element.removeAttribute(name);
  }
  return whole.innerHTML;
}

function acts(name, value) {
  if (name.startsWith("on") || ["srcset", "action", "formaction", "srcdoc"].includes(name)) return true;
  return /(^|:)(href|src)$/.test(name) && !/^(#|data:image\/)/.test(value);
}

const written = Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML");
Object.defineProperty(Element.prototype, "innerHTML", {
  ...written,
  set(text) {
    written.set.call(this, withoutActing(String(text), this instanceof SVGElement));
  },
});

// ---- models -----------------------------------------------------------------

// The model that anywidget gives to render(): get, set, save_changes, send, on, off.  Nobody listens on the other side.
function modelOf(stored) {
  const state = new Map(Object.entries(stored).map(([name, value]) => [name, withBytes(value)]));
  const listeners = [];
  const fire = (name, ...facts) => listeners.filter((l) => l.name === name).forEach((l) => l.action(...facts));
  const model = {
    get: (name) => state.get(name),
    set(name, value) {
      if (same(state.get(name), value)) return;
      state.set(name, value);
      fire(`change:${name}`, model, value);
      fire("change", model);
    },
    save_changes() {},
    send() {},
    on: (names, action) => names.split(" ").forEach((name) => listeners.push({ name, action })),
    off(name, action) {
      for (let i = listeners.length; i--; )
        if ((!name || listeners[i].name === name) && (!action || listeners[i].action === action)) listeners.splice(i, 1);
    },
  };
  return model;
}

function same(a, b) {
  if (a === b || ArrayBuffer.isView(a) || ArrayBuffer.isView(b)) return a === b; // JSON does not see bytes
  return typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b);
}

// Bytes are kept as base64, as Jupyter keeps them; a widget gets them as a DataView.
function withBytes(value) {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.some((v) => v && typeof v === "object") ? value.map(withBytes) : value;
  if (typeof value.$bytes === "string") return new DataView(Uint8Array.from(atob(value.$bytes), (c) => c.charCodeAt(0)).buffer);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withBytes(inner)]));
}

// ---- the page ---------------------------------------------------------------

// Light or dark, as the reader's system is, until the button says otherwise.
function theme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const toggle = document.querySelector("#theme");
  const show = (on) => {
    document.body.dataset.jpThemeLight = String(!on); // JupyterLab's name for it, which the widgets know
    toggle.textContent = on ? "Light" : "Dark";
    toggle.setAttribute("aria-label", on ? "Light colours" : "Dark colours");
  };
  dark.addEventListener("change", () => show(dark.matches));
  toggle.addEventListener("click", () => show(document.body.dataset.jpThemeLight === "true"));
  toggle.hidden = false;
  show(dark.matches);
}

// Boxes that scroll can be reached by keyboard; others are no stop.
function stops() {
  for (const box of document.querySelectorAll("pre, .output, .table")) {
    const scrolls = box.scrollWidth > box.clientWidth + 1 && !box.classList.contains("widget");
    if (scrolls) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

// addresses: the links of links.js, in which the widget has a name of its own
async function draw(place, models, addresses) {
  const { kind, model } = models.get(place.dataset.model) ?? {};
  if (!model) return;
  const name = addresses.name(kind);
  const standIn = [...place.childNodes];
  const el = element("div", "view jupyter-widgets-disconnected"); // JupyterLab's name for: no Python answers
  place.append(el);
  try {
    if (typeof model === "string") throw new Error(model);
    model.linked = (ways) => addresses.add(name, place, model, ways);
    model.link = () => addresses.of(name);
    await kinds.get(kind)({ model, el });
    standIn.forEach((node) => node.remove());
  } catch (problem) {
    el.replaceChildren(element("p", "note", "This widget could not be drawn from its saved state: run the notebook, and export it again."));
    console.warn(problem);
  }
}

function element(tag, looks, text = "") {
  return Object.assign(document.createElement(tag), { className: looks, textContent: text });
}

function read([id, { kind, state }]) {
  try {
    return [id, { kind, model: modelOf(state) }];
  } catch (problem) {
    return [id, { kind, model: String(problem) }];
  }
}

// A widget measures the room that it has, so what is folded is open, and not seen, until all are drawn.
function unfolded(on) {
  for (const folded of document.querySelectorAll("details.folded")) {
    folded.open = on;
    folded.classList.toggle("drawing", on);
  }
}

theme();
unfolded(true);
const models = new Map(JSON.parse(document.querySelector("#states").textContent).map(read));
const addresses = links();
await Promise.all([...document.querySelectorAll("[data-model]")].map((place) => draw(place, models, addresses)));
stops();
addEventListener("resize", stops);
await new Promise((done) => setTimeout(done)); // by then widgets have chosen, and know who answers them
unfolded(false);
document.addEventListener("toggle", stops, true);
addresses.begin();
addresses.read(false);
addEventListener("hashchange", () => addresses.read(true));
document.body.dataset.drawn = "true";
