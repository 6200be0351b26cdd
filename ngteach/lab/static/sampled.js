// An array as text that fits into a page, as draw/sampled.py makes it: its numbers, or every k-th row and column.

const PIXELS_OF_DIGITS = 64; // of a small one
const EXACT = 64; // numbers; so few of an array are written with four digits, more with three

// How far apart the places are that are taken along each axis.   look: "rows" or "columns" if those are pictures
function stepsOf(shape, side, look = "") {
  const size = shape.reduce((a, b) => a * b, 1);
  if (size <= side * side) return shape.map(() => 1);
  const whole = look === "rows" ? 1 : look === "columns" ? 0 : -1; // a picture of a digit is taken whole
  const longest = shape.length === 1 ? side * side : whole < 0 ? side : picturesIn(shape[whole], side);
  const steps = shape.map((n, a) => (a === whole ? 1 : powerOfTwo(n / longest)));
  const counts = () => shape.map((n, a) => Math.ceil(n / steps[a]));
  while (whole < 0 && counts().reduce((a, b) => a * b, 1) > side * side) {
    const before = counts().slice(0, -2);
    const free = Math.max(...before) > 1 ? before : counts(); // the last two are a picture: first fewer pictures
    steps[free.indexOf(Math.max(...free))] *= 2;
  }
  return steps;
}

function picturesIn(pixels, side) {
  return pixels > PIXELS_OF_DIGITS ? Math.min(side, 16) : Math.max(Math.min(side, Math.floor((2 * side * side) / pixels)), 1);
}

function powerOfTwo(ratio) {
  return ratio > 0 ? 2 ** Math.max(Math.ceil(Math.log2(ratio)), 0) : 1;
}

// The numbers at these places, row by row.   numbers: of the whole array
function takenAt(numbers, shape, steps) {
  if (numbers?.length !== shape.reduce((a, b) => a * b, 1)) throw new Error("this film is not of these numbers; export its notebook again");
  const strides = shape.map((_, a) => shape.slice(a + 1).reduce((x, y) => x * y, 1));
  let places = [0];
  shape.forEach((n, a) => {
    const along = Array.from({ length: Math.ceil(n / steps[a]) }, (_, i) => i * steps[a] * strides[a]);
    places = places.flatMap((place) => along.map((far) => place + far));
  });
  return places.map((place) => numbers[place]);
}

// The numbers as one text; floats have three digits that matter, or four.
function textOfNumbers(numbers, isFloat) {
  if (!isFloat) return numbers.map(String).join(" ");
  const text = numbers.map((x) => ` ${general(x, numbers.length <= EXACT ? 4 : 3)}`).join("");
  return text.replaceAll(" 0.", " .").replaceAll(" -0.", " -.").replaceAll("e-0", "e-").replaceAll("e+0", "e").replaceAll("e+", "e").slice(1);
}
