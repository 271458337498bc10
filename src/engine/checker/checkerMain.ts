import { parentPort } from 'node:worker_threads';
import { checkReply } from '../../core/check/checkReply.js';
import { sameAnswer } from '../../core/equivalence/sameAnswer.js';
import { tally } from '../../core/voting/tally.js';
import type { CheckerRequest, CheckerResponse } from '../../protocol/checker.js';

function answer(request: CheckerRequest): CheckerResponse {
  const { id } = request;
  try {
    switch (request.job) {
      case 'tally':
        return { id, result: tally(request.params, sameAnswer) };
      case 'check':
        return { id, result: checkReply(request.params) };
    }
  } catch (thrown) {
    return { id, failed: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

parentPort?.on('message', (request: CheckerRequest) => {
  parentPort?.postMessage(answer(request));
});
