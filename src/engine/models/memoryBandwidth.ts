import { Worker } from 'node:worker_threads';

/** Bytes that each thread reads at a time: far more than any cache holds. */
const BLOCK = 64 * 1024 * 1024;
const ROUNDS = 6;

const SCRIPT = `
const { parentPort } = require('node:worker_threads');
const block = Buffer.alloc(${BLOCK}, 1);
let best = 0;
for (let round = 0; round < ${ROUNDS}; round++) {
  const start = performance.now();
  // A byte that is not there: all of the block is read, by the vector instructions of the C library.
  block.indexOf(2);
  best = Math.max(best, (${BLOCK} * 1000) / (performance.now() - start));
}
parentPort.postMessage(best);
`;

/**
 * Bytes that the processor reads from memory a second, with all threads that would decode: the best of six readings of 64 MB in
 * each thread. Takes about 0.3 s.
 */
export async function measureBandwidth(threads: number): Promise<number> {
  const each = await Promise.all(Array.from({ length: threads }, () => readInThread()));
  return each.reduce((sum, rate) => sum + rate, 0);
}

function readInThread(): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(SCRIPT, { eval: true });
    worker.once('message', (rate: number) => {
      resolve(rate);
    });
    worker.once('error', reject);
  });
}
