import { childProcessTransport } from '../../../../src/engine/client/childProcess.js';
import { EngineClient } from '../../../../src/engine/client/engineClient.js';
import { systemClock } from '../../../../src/engine/systemClock.js';
import { chat, DEMO_PARAMS, never, user } from './engineFixture.js';

// Generates without end, prints the worker's process id, and waits to be killed.
const entry = process.argv[2] ?? '';
let worker = 0;
const engine = new EngineClient({
  spawn: () => childProcessTransport(entry, (pid) => (worker = pid)),
  clock: systemClock,
});
await engine.load(DEMO_PARAMS, never);
process.stdout.write(String(worker));
for (;;) await chat(engine, [user('What is 12 + 30?')]);
