// What a designer would see at once, as lists of words: too small, cut off, over something else.

const root = document.querySelector(".ngt");
const isSeen = (element) =>
  element.getClientRects().length &&
  element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
  !element.closest(".ngt-hidden, title, desc, option");

// The words that are smaller than `least` px on the screen.
globalThis.small = (least) => {
  const found = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const [words, element] = [walker.currentNode.data.trim(), walker.currentNode.parentElement];
    if (!words || !isSeen(element)) continue;
    const drawing = element instanceof SVGElement ? element.getScreenCTM() : null;
    const size = parseFloat(getComputedStyle(element).fontSize) * (drawing ? Math.hypot(drawing.a, drawing.b) : 1);
    if (size < least) found.push(`${size.toFixed(1)} px: ${words.slice(0, 40)}`);
  }
  return found;
};

const scrolls = (element) => getComputedStyle(element).overflowX !== "visible";

// What sticks out of the widget to the right, without a box that scrolls around it.
globalThis.outside = () => {
  const edge = root.getBoundingClientRect().right + 1;
  const found = [];
  for (const element of root.querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    if (!box.width || box.right <= edge || element.closest(".ngt-hidden")) continue;
    let around = element.parentElement;
    while (around !== root && !scrolls(around)) around = around.parentElement;
    if (around === root) found.push(`${name(element)}: ${Math.round(box.right - edge)} px`);
  }
  return found;
};

// Its box, without what the boxes that scroll around it cut off.
function visible(element) {
  let { left, top, right, bottom } = element.getBoundingClientRect();
  for (let around = element.parentElement; around && around !== root; around = around.parentElement) {
    if (!scrolls(around)) continue;
    const box = around.getBoundingClientRect();
    [left, top] = [Math.max(left, box.left), Math.max(top, box.top)];
    [right, bottom] = [Math.min(right, box.right), Math.min(bottom, box.bottom)];
  }
  return { left, top, right, bottom };
}

const PICTURES = "button, input, select, img, canvas, svg";
const LEAVES = `${PICTURES}, label, output, b, th, td, p, h3, .ngt-line`;
const name = (element) =>
  `${element.tagName}.${element.getAttribute("class") ?? ""} ${element.textContent.trim().slice(0, 24)}`;

// Pairs of words, controls and pictures that lie over one another.
globalThis.over = () => {
  const isLeaf = (e) =>
    !e.closest("svg svg, [aria-hidden='true'], .ngt-tools") &&
    !e.querySelector(LEAVES) &&
    (e.matches(PICTURES) || e.textContent.trim());
  const hasText = (e) => e.textContent.trim();
  return [
    ...pairs([...root.querySelectorAll(LEAVES)].filter(isLeaf), 2, 3),
    ...pairs([...root.querySelectorAll("svg text")].filter(hasText), 3, 5),
  ];
};

function pairs(elements, leastWide, leastHigh) {
  const boxes = elements.filter(isSeen).map((e) => [e, visible(e)]);
  const real = boxes.filter(([, b]) => b.right - b.left > 2 && b.bottom - b.top > 2);
  const found = [];
  real.forEach(([a, x], i) => {
    for (const [b, y] of real.slice(i + 1)) {
      const wide = Math.min(x.right, y.right) - Math.max(x.left, y.left);
      const high = Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top);
      if (wide > leastWide && high > leastHigh && !a.contains(b) && !b.contains(a)) found.push(`${name(a)} | ${name(b)}`);
    }
  });
  return found;
}
