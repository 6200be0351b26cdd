// The way that a run has taken, as short texts, so that a link can lead along it.

// The rates of some steps as short texts: 0.1x120 for 120 steps with rate 0.1.
function wayOf(rates) {
  return grouped(rates).map(([rate, count]) => `${floatText(rate)}x${count}`);
}

const MOST_STEPS = 20000; // of a way that is followed at once

// The rate of each step, from what wayOf() gives; null for anything else.
function ratesOf(way) {
  const parts = Array.isArray(way) ? way.map((part) => /^(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)x(\d{1,6})$/.exec(part)) : [null];
  if (!parts.every(Boolean) || parts.reduce((n, part) => n + Number(part[2]), 0) > MOST_STEPS) return null;
  return parts.flatMap(([, rate, count]) => Array(Number(count)).fill(Number(rate)));
}

// [[rate, how many steps]], one behind the other.
function grouped(rates) {
  const found = [];
  for (const rate of rates) {
    if (found.at(-1)?.[0] === rate) found.at(-1)[1]++;
    else found.push([rate, 1]);
  }
  return found;
}
