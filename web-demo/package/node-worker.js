// worker.js in a thread of Node, with what it finds in a Web Worker.
import { parentPort } from 'node:worker_threads';

globalThis.onmessage = undefined;
globalThis.postMessage = (message, transferred) => parentPort.postMessage(message, transferred);
await import('./worker.js');
parentPort.on('message', (data) => globalThis.onmessage({ data }));
