'use strict';
// The threads that do the work, shared by all chains of a process, and what there is to know of them.
const { EventEmitter } = require('node:events');
const { availableParallelism } = require('node:os');
const { createResizer } = require('thumbox');
const { isInteger } = require('./checks.js');

/** The most threads of the package thumbox where nothing is said. */
const MOST_THREADS = 8;
const usual = Math.min(availableParallelism(), MOST_THREADS);

let threads = usual;
let resizer;
const counts = { queue: 0, process: 0 };

/** Emits `change` with the number of chains that wait, as each one begins or ends. */
const queue = new EventEmitter();

/** The resizer. Threads are started by the first image, and end when there is nothing to do. */
const shared = () => (resizer ??= createResizer({ workers: threads }));

/**
 * Sets how many images are worked on at a time, 0 for as many as there are cores; returns the number. Images that are being worked on
 * keep their threads.
 */
function concurrency(count) {
  if (isInteger(count, 0, 1024)) {
    const wanted = count === 0 ? usual : count;
    if (wanted !== threads) resizer = undefined;
    threads = wanted;
  }
  return threads;
}

/** Work that is counted, as `counters()` and `queue` show. At most as many as there are threads are in process. */
async function counted(work) {
  counts.queue += 1;
  queue.emit('change', counts.queue + counts.process);
  const begun = () => {
    counts.queue -= 1;
    counts.process += 1;
  };
  let hasBegun = false;
  try {
    return await work(() => {
      if (!hasBegun) begun();
      hasBegun = true;
    });
  } finally {
    if (hasBegun) counts.process -= 1;
    else counts.queue -= 1;
    queue.emit('change', counts.queue + counts.process);
  }
}

module.exports = { concurrency, counted, counters: () => ({ ...counts }), queue, shared };
