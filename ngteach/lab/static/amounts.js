// Numbers as people write them: 2, two, twice, 2x, 200 %, 1e-3, 1,210, 1/3, 2**10.  As exercises/amounts.py reads them.

const ONES = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen " +
  "seventeen eighteen nineteen").split(" ");
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const NUMBER_WORDS = new Map([
  ...ONES.map((word, n) => [word, n]),
  ...TENS.map((word, n) => [word, 10 * (n + 2)]),
  ...TENS.flatMap((ten, n) => ONES.slice(1, 10).map((one, k) => [`${ten}-${one}`, 10 * (n + 2) + k + 1])),
  ...Object.entries({
    "a hundred": 100, "one hundred": 100, hundred: 100, "a thousand": 1000, thousand: 1000, "a million": 1e6,
    half: 1 / 2, "a half": 1 / 2, "one half": 1 / 2, "a third": 1 / 3, "one third": 1 / 3, "two thirds": 2 / 3,
    "a quarter": 1 / 4, "one quarter": 1 / 4, "three quarters": 3 / 4, "a tenth": 1 / 10,
    none: 0, no: 0, never: 0, nothing: 0, once: 1, twice: 2, double: 2, thrice: 3, triple: 3,
    infinity: Infinity, inf: Infinity, infinite: Infinity, "∞": Infinity, "-inf": -Infinity, nan: NaN, "not a number": NaN,
  }),
]);
const TIMES_WORDS = new Map(Object.entries({ "%": 0.01, percent: 0.01, hundred: 100, k: 1e3, thousand: 1e3, million: 1e6, billion: 1e9 }));
const LONGEST_NUMBER = 60;

const ABOUT = /^(?:about|around|roughly|approximately|nearly|almost|it is|~|≈|=)\s*/;
const GROUPED = "[1-9][0-9]{0,2}(?:[ ,_'][0-9]{3})+(?![0-9,])(?:\\.[0-9]+)?";
const PLAIN_NUMBER = `[-+]?(?:${GROUPED}|[0-9]+(?:[.,][0-9]+)?\\.?|\\.[0-9]+)(?:e[-+]?[0-9]{1,4})?`;
const WRITTEN = new RegExp(`^x?\\s*(${PLAIN_NUMBER})(?:\\s*(\\*\\*|\\^|/|\\*\\s*10\\s*\\*\\*|\\*\\s*10\\s*\\^)\\s*(${PLAIN_NUMBER}))?\\s*(.*)$`);
const IN_GROUPS = /^[-+]?[1-9][0-9]{0,2}(?:[ ,_'][0-9]{3})+(?:\.[0-9]+)?(?:e.*)?$/;
const UNIT = /^(?:x|times|-?fold|[a-z]{3,}(?: [a-z]+)*)?$/; // "2 equations", but not 2 kB

// The number that a text means; null if it means none.
function amount(text) {
  let words = text.replace(/\s+/g, " ").trim().toLowerCase();
  words = words.replaceAll("−", "-").replaceAll("×", "x").replaceAll("·", "*");
  words = words.replace(ABOUT, "").replace(/[.!]+$/, "").trim();
  if (!words || [...words].length > LONGEST_NUMBER) return null;
  const parts = words.replace(/-(?=fold)/g, " ").split(" ");
  for (let k = Math.min(parts.length, 3); k > 0; k--) {
    const head = parts.slice(0, k).join(" ");
    const found = NUMBER_WORDS.get(head) ?? NUMBER_WORDS.get(head.replaceAll(" ", "-"));
    if (found !== undefined) return scaled(found, parts.slice(k).join(" "));
  }
  return writtenNumber(words);
}

function writtenNumber(words) {
  const found = WRITTEN.exec(words);
  if (!found) return null;
  const [, first, sign, second, rest] = found;
  const a = plainNumber(first);
  if (!sign) return scaled(a, rest);
  const b = plainNumber(second);
  const value = sign === "/" ? a / b : sign === "**" || sign === "^" ? a ** b : a * 10 ** b;
  return Number.isFinite(value) ? scaled(value, rest) : null;
}

function scaled(value, rest) {
  const space = rest.indexOf(" ");
  const [word, more] = space < 0 ? [rest, ""] : [rest.slice(0, space), rest.slice(space + 1)];
  if (TIMES_WORDS.has(word) && (!more || UNIT.test(more))) return value * TIMES_WORDS.get(word);
  return UNIT.test(rest) ? value : null;
}

function plainNumber(text) {
  return Number(IN_GROUPS.test(text) ? text.replace(/[ ,_']/g, "") : text.replace(",", ".").replace(/\.$/, ""));
}
