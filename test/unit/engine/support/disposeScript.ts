import { toLemmaError } from '../../../../src/core/errors.js';
import { chat, DEMO_PARAMS, GREEDY, MODES, never, openEngine, user } from './engineFixture.js';

// Uses an engine in one way, disposes it and says so; the process must then end by itself.
const [entry = '', mode, what] = process.argv.slice(2);
const open = MODES.find((each) => each.mode === mode)?.open;
if (!open) throw new Error('unknown mode');
const { engine } = openEngine(entry, open);
const QUESTION = [user('What is 12 + 30?')];

if (what === 'fail') {
  const missing = { ...DEMO_PARAMS, modelPath: '/nowhere/model.gguf' };
  const code = await engine.load(missing, never).then(
    () => 'loaded',
    (error: unknown) => toLemmaError(error).code,
  );
  if (code !== 'modelNotFound') throw new Error(code);
} else {
  await engine.load(DEMO_PARAMS, never);
}
if (what === 'generate' || what === 'twice') await chat(engine, QUESTION);
if (what === 'twice') {
  await engine.dispose();
  await engine.load(DEMO_PARAMS, never);
}
if (what === 'infill') {
  await engine.generate(
    {
      input: { kind: 'infill', prefix: 'a = ', suffix: '' },
      sampling: { ...GREEDY, maxTokens: 40 },
      stop: [],
    },
    { signal: never, onDeltas: () => undefined },
  ).result;
}
const running = what === 'generating' ? chat(engine, QUESTION) : undefined;
await engine.dispose();
if (running && (await running).result.finish !== 'cancelled') throw new Error('not cancelled');
process.stdout.write('disposed');
