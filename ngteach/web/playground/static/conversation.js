// The page and its trainer: messages to a worker, or calls where no worker can be made.

// talk(hear) -> {ask(act, facts), restart}.   hear(message): what the trainer tells
//   engine: a function around the engine's text, which returns its names; trainer: see trainer.js
function talk(hear) {
  let worker = null;
  let near = null; // a trainer in the page
  const start = () => {
    const text = `(${served})((${trainer})((${engine})(), (news) => postMessage(news)));`;
    const place = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    worker = new Worker(place);
    worker.onmessage = ({ data }) => hear(data);
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
      stayNear();
    };
  };
  const stayNear = () => {
    worker = null;
    near = trainer(engine(), (news) => setTimeout(() => hear(news)));
    setTimeout(() => hear({ what: "near" })); // what was asked before must be asked again
  };
  const ask = (act, facts = {}) => {
    if (worker) return worker.postMessage({ act, ...facts });
    try {
      near[act](facts);
    } catch (problem) {
      hear({ what: "failed", sentence: problem.message });
    }
  };
  // A graph that is too much for this browser is given up with its worker.
  const restart = () => {
    worker?.terminate();
    if (worker) start();
  };
  try {
    start();
  } catch {
    stayNear();
  }
  return { ask, restart };
}

// Runs in the worker.
function served(made) {
  onmessage = ({ data: { act, ...facts } }) => {
    try {
      made[act](facts);
    } catch (problem) {
      postMessage({ what: "failed", sentence: problem.message });
    }
  };
}
