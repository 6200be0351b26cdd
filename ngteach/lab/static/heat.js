// Numbers as colours: blue is negative, paper 0, orange positive; and an ink that can be read on each.

const HEAT = { below: [0, 114, 178], above: [213, 94, 0], nan: [204, 121, 167], infinite: [34, 34, 34] };

// colours(root): (share) -> {fill, ink} for a share between -1 and 1, on the paper of this theme.
function heatColours(root) {
  const [paper, ink] = [rgbOf(getComputedStyle(root).backgroundColor, [255, 255, 255]), rgbOf(getComputedStyle(root).color, [34, 34, 34])];
  return (share) => {
    const s = Math.max(-1, Math.min(1, Number.isFinite(share) ? share : 0));
    const end = s < 0 ? HEAT.below : HEAT.above;
    const mixed = paper.map((p, k) => Math.round(p + Math.abs(s) * (end[k] - p)));
    const best = [ink, [255, 255, 255], [0, 0, 0]].find((c) => contrast(c, mixed) >= 4.5) ?? [0, 0, 0];
    return { fill: `rgb(${mixed})`, ink: `rgb(${best})` };
  };
}

function rgbOf(text, otherwise) {
  const found = /rgba?\((\d+)[, ]+(\d+)[, ]+(\d+)(?:[,/ ]+([\d.]+))?/.exec(text);
  return found && found[4] !== "0" ? found.slice(1, 4).map(Number) : otherwise;
}

function contrast(a, b) {
  const [high, low] = [a, b].map(luminance).sort((p, q) => q - p);
  return (high + 0.05) / (low + 0.05);
}

function luminance(rgb) {
  const [r, g, b] = rgb.map((v) => ((v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
