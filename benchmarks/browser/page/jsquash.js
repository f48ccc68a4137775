import { startInWorker } from './in-worker.js';

export const start = () => startInWorker('jsquash');
