// Where there is no Python the page answers itself: the same graphs, run by the engine of ngteach/javascript, in a worker.
//
// A widget whose class says answers="X_answers.js" has, in front of its own script,
//
//     const answering = { engine, answers, traits };
//       engine    () => engine.js's names: the whole of it as one function
//       answers   () => the function `answers` of X_answers.js: the whole of that as one function
//       traits    the names of the widget's traits
//
// and hands it to its frame: frame(model, el, { ..., live: answering }).  Then f.ask(values, message) is answered by
// Python, or by this, and the widget does not know by whom.  X_answers.js defines
//
//     function answers(engine, live, state, tell) { ...; return { ask(values, message), close() } }
//       live     what the trait `live` brings: {graphs: {name: JSON for engine.readGraph}, arrays: {name: an array of
//                the engine}, facts: {...}}
//       state    {trait: value}, as the page has it; what a question changes is in it already
//       tell({trait: value})   changes traits, in the page and in state, at any time; with a `status`, failed is false
//       ask      answers when it returns, or when its promise resolves: soon, for the next question waits for it.
//                Long work goes on by itself, in pieces (setTimeout), and tells how far it is.
//                A value that Python would not take is put right by telling it.  What is thrown is said, as failed.
//       close    optional
//
// There is no document: it runs in a worker, which is made from the text of these functions, so that none of them may
// use a name from outside of itself.  Where no worker can be made, the same functions run in the page's own thread.

// ---- in the worker ----------------------------------------------------------

// Returns take(message); what it answers goes to post().  Also what a test runs, without a worker.
function serve(engineOf, answersOf, post) {
  const engine = engineOf();
  let state = {};
  let answerer = null;

  // The bytes that Python has sent as arrays; the engine checks that they are as many as the type wants.
  function arraysOf(sent) {
    const named = Object.entries(sent ?? {}).map(([name, { type, data }]) => {
      const read = engine.readType(type);
      const bytes = ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(0);
      const array = read.size <= bytes.length ? engine.emptyArray(read) : null; // no room for what has not come
      if (array?.data.byteLength !== bytes.length)
        throw new engine.GraphError(`${String(name).slice(0, 40)}: ${bytes.length} bytes are no ${engine.typeText(read)}`);
      new Uint8Array(array.data.buffer).set(bytes);
      return [name, array];
    });
    return Object.fromEntries(named);
  }
  function tell(news) {
    const whole = "status" in news ? { failed: false, ...news } : news;
    Object.assign(state, whole);
    post({ told: whole });
  }
  const sentence = (problem) => {
    const text = String(problem?.message ?? problem).split("\n")[0].slice(0, 400);
    const ours = problem instanceof engine.GraphError;
    return ours ? text : `what it has brought does not fit together (${problem?.name ?? "Error"}: ${text})`;
  };
  function begin({ live, state: given }) {
    state = given;
    try {
      const whole = { graphs: live.graphs ?? {}, facts: live.facts ?? {}, arrays: arraysOf(live.arrays) };
      answerer = answersOf()(engine, whole, state, tell);
    } catch (problem) {
      post({ broken: sentence(problem) });
    }
  }
  async function answer({ number, values, others, message }) {
    Object.assign(state, others, values);
    try {
      await answerer.ask(values, message);
    } catch (problem) {
      const ours = problem instanceof engine.GraphError; // it says what the reader can do
      tell({ failed: true, status: `${ours ? "" : "This page cannot compute it: "}${sentence(problem)}` });
    }
    post({ answered: number });
    const other = Object.keys(values).filter((name) => state[name] !== values[name]);
    if (other.length) post({ told: Object.fromEntries(other.map((name) => [name, state[name]])) }); // until now the page kept its own
  }
  return (message) => {
    if (message.begin) begin(message.begin);
    else if (message.close) answerer?.close?.();
    else if (answerer) answer(message);
  };
}

function serveWorker(serve, engineOf, answersOf) {
  const take = serve(engineOf, answersOf, (message) => postMessage(message));
  addEventListener("message", (event) => take(event.data));
  postMessage({ ready: true });
}

// ---- in the page ------------------------------------------------------------

const BEGINS_WITHIN = 4000; // ms; a worker that has not begun by then never will
const SILENT = 30000; // ms; a worker that has said nothing for so long is given up

// Has the widget brought what the page needs?
function canLive(model) {
  const live = model.get("live");
  return Boolean(live && typeof live === "object" && Object.keys(live).length && !refusedBy(model));
}

// Why Python has brought nothing: an op that the engine lacks, by name.
function refusedBy(model) {
  return String(model.get("live")?.refused ?? "").slice(0, 400);
}

// {ask(number, values, message), begin, close}; what is heard comes back: told({trait: value}), answered(number), broken(words).
function answeredHere(model, { engine, answers, traits }, heard) {
  let post = null; // to whoever computes; null until the first question
  let worker = null;
  let stop = null; // ends what runs in the page's own thread
  let known = {}; // the traits as the answers know them
  let flying = null; // the question that is being answered
  let waiting = [];
  let timer = null;
  let patience = null;

  const now = () => Object.fromEntries(traits.map((name) => [name, model.get(name)]));
  function first() {
    known = now();
    return { begin: { live: model.get("live"), state: known } };
  }
  // A worker needs a moment to begin: it may do so before the first question.
  function begin() {
    if (!post) inWorker();
  }
  function inWorker() {
    const text = `"use strict";(${serveWorker})(${serve}, ${engine}, ${answers});`;
    const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    try {
      worker = new Worker(address);
    } catch {
      return inPage(); // the page's policy
    }
    let ready = false;
    const failed = (event) => {
      event?.preventDefault?.();
      if (ready) return heard.told({ failed: true, status: event.message });
      worker.terminate();
      worker = null;
      inPage();
      if (flying) post(flying);
    };
    timer = setTimeout(failed, BEGINS_WITHIN);
    worker.addEventListener("error", failed);
    worker.addEventListener("message", ({ data }) => {
      if (!ready) {
        ready = true;
        clearTimeout(timer);
        URL.revokeObjectURL(address);
      }
      hear(data);
    });
    post = (message) => worker.postMessage(message);
    post(first());
  }
  function inPage() {
    clearTimeout(timer);
    const mine = (post = (message) => setTimeout(() => post === mine && take(structuredClone(message))));
    const take = serve(engine, answers, (message) => post === mine && hear(message));
    stop = () => take({ close: true });
    post(first());
  }
  // A graph may come that takes for ever: who waits for it is told, and the next question begins anew.
  function hope() {
    clearTimeout(patience);
    if (!flying || !worker) return;
    patience = setTimeout(() => {
      const { number } = waiting.at(-1) ?? flying;
      close();
      heard.told({ failed: true, status: "This page has computed for half a minute without an answer, and gives it up." });
      heard.answered(number);
    }, SILENT);
  }
  function hear({ told, answered, broken }) {
    hope();
    if (told) {
      Object.assign(known, told);
      heard.told(told);
    }
    if (broken !== undefined) heard.broken(broken);
    if (answered === undefined) return;
    flying = null;
    clearTimeout(patience);
    heard.answered(answered);
    next();
  }
  // While one question is answered the next wait; those that only change traits wait as one.
  function next() {
    if (flying || !waiting.length) return;
    const traitsNow = now();
    const changed = Object.entries(traitsNow).filter(([name, value]) => known[name] !== value);
    known = traitsNow;
    flying = { ...waiting.shift(), others: Object.fromEntries(changed) };
    post(flying);
    hope();
  }
  function ask(number, values, message) {
    begin();
    const last = waiting.at(-1);
    if (last && !last.message && !message) Object.assign(last, { number, values: { ...last.values, ...values } });
    else waiting.push({ number, values, message });
    next();
  }
  function close() {
    clearTimeout(timer);
    clearTimeout(patience);
    worker?.terminate();
    stop?.();
    post = worker = stop = flying = null;
    waiting = [];
  }
  return { ask, begin, close };
}
