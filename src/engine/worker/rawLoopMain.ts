import {
  benchSampling,
  type BenchTask,
  peakBytes,
  QUESTION,
  report,
  WARM_UP,
  WARM_UP_TOKENS,
} from '../bench/measurement.js';
import { ModelHost } from './modelHost.js';
import { rawLoop } from './rawLoop.js';
import { checkSampling } from './samplingOptions.js';

// Measures the library's own loop in a process of its own; the task is the first argument.
const { params, tokens } = JSON.parse(process.argv[2] ?? '') as BenchTask;

await report(async () => {
  const host = new ModelHost(() => undefined);
  const { threads, contextSize } = await host.load(
    params,
    new AbortController().signal,
    () => undefined,
  );
  const { model } = host;
  if (!model) throw new Error('no model');
  const sampling = (maxTokens: number): Parameters<typeof rawLoop>[3] => ({
    ...checkSampling(benchSampling(maxTokens), Math.random).native,
    maxTokens,
  });
  await rawLoop(model.chat, model.vocabulary, WARM_UP, sampling(WARM_UP_TOKENS));
  const measurement = await rawLoop(model.chat, model.vocabulary, QUESTION, sampling(tokens));
  return { kind: 'measured', measurement, peakBytes: peakBytes(), threads, contextSize };
});
