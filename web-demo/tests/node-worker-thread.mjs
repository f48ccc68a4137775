// The inside of a Worker under Node: what a module of a Web Worker finds there.
import { parentPort, workerData } from 'node:worker_threads';

globalThis.onmessage = undefined;
globalThis.postMessage = (message, transferred) => parentPort.postMessage(message, transferred);
await import(workerData);
parentPort.on('message', (data) => globalThis.onmessage({ data }));
