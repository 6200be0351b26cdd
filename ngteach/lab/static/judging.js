// Is a guess right, close, or not so?  As questions/judging.py judges.

const LONGEST_GUESS = 200;
const SAME = 1e-3; // numbers that differ by less than this share of them are the same number, rounded

// {verdict, guess, why, hint}: verdict is "" if the guess could not be read, and then `why` says what to write.
//   asks   {kind, truth, choices, near, accepts, hints: [[wrong guess, hint], ...]}
function judge(asks, text) {
  if ([...text].length > LONGEST_GUESS) return unread("", `write a guess of at most ${LONGEST_GUESS} characters, as text or a number`);
  if (!text.trim()) return unread("", "write a guess first");
  return { choice: judgeChoice, number: judgeNumber, words: judgeWords }[asks.kind](asks, text.trim());
}

function judgeChoice(asks, text) {
  const found = chosenOf(asks.choices, text);
  if (found === null) {
    const listed = asks.choices.map((choice, i) => `${String.fromCharCode(97 + i)}. ${choice}`).join("; ");
    return unread(text, `choose one of these, by its letter or its words: ${listed}`);
  }
  return judged(asks, found === asks.truth ? "right" : "not so", found, (wrong) => wrong === found);
}

// None also where 2 is the number of one choice and the place of another.
function chosenOf(choices, text) {
  const same = choices.filter((choice) => bareText(choice) === bareText(text));
  if (same.length) return same.length === 1 ? same[0] : null;
  const value = amount(text);
  const place = text.toLowerCase().replace(/^[().]+|[().]+$/g, "");
  const isMeant = (choice, i) => (value !== null && amount(choice) === value) || place === String(i + 1) || place === String.fromCharCode(97 + i);
  const meant = choices.filter(isMeant);
  return meant.length === 1 ? meant[0] : null;
}

function judgeNumber(asks, text) {
  const value = amount(text);
  if (value === null) return unread(text, "write a number, such as 2, 0.5 or 1e-3");
  const truth = amount(asks.truth);
  let verdict = within(value, truth, asks.near) ? "right" : within(value, truth, Math.max(2 * asks.near, 0.1)) ? "close" : "not so";
  const nearBy = asks.hints.filter(([wrong]) => amount(wrong) !== null && within(value, amount(wrong), asks.near || SAME));
  const off = ([wrong]) => Math.abs(value - amount(wrong));
  const closest = nearBy.length ? nearBy.reduce((a, b) => (off(b) < off(a) ? b : a)) : null;
  if (verdict === "right" && closest && within(value, amount(closest[0]), SAME) && !within(value, truth, SAME)) verdict = "close"; // what one says who is wrong
  return { verdict, guess: text, why: "", hint: verdict !== "right" && closest ? closest[1] : "" };
}

function within(value, truth, share) {
  if (Number.isNaN(value) || Number.isNaN(truth)) return Number.isNaN(value) && Number.isNaN(truth);
  if (!Number.isFinite(value) || !Number.isFinite(truth)) return value === truth;
  return Math.abs(value - truth) <= share * Math.abs(truth) + 1e-9 * Math.abs(truth);
}

function judgeWords(asks, text) {
  const right = [asks.truth, ...asks.accepts].some((word) => bareText(word) === bareText(text));
  return judged(asks, right ? "right" : "not so", text, (wrong) => bareText(wrong) === bareText(text));
}

function judged(asks, verdict, guess, isHinted) {
  const hint = verdict === "right" ? "" : (asks.hints.find(([wrong]) => isHinted(wrong))?.[1] ?? "");
  return { verdict, guess, why: "", hint };
}

function unread(guess, why) {
  return { verdict: "", guess, why, hint: "" };
}

// A text without blanks, capitals, and the marks around it.
function bareText(text) {
  const words = text.replace(/\s+/g, "").toLowerCase().replaceAll("−", "-").replaceAll("×", "x");
  return words.replace(/^[`'".,;:!?“”‘’]+|[`'".,;:!?“”‘’]+$/g, "");
}
