// Painting in small pieces, so that nobody waits for it: a few milliseconds in each frame.

const FRAME = 7; // ms

// {paint(tasks, done)}: newer tasks take the place of those that are left.
function painterOf() {
  let left = [];
  let after = () => {};
  let waiting = false;
  function frame() {
    waiting = false;
    const end = performance.now() + FRAME;
    while (left.length && performance.now() < end) left.shift()();
    if (left.length) return wait();
    after();
    after = () => {};
  }
  function wait() {
    if (!waiting) requestAnimationFrame(frame);
    waiting = true;
  }
  function paint(tasks, done) {
    [left, after] = [[...tasks], done];
    wait();
  }
  return { paint };
}
