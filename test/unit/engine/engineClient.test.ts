import { beforeEach, describe, expect, it } from 'vitest';
import type { GenerationDelta } from '../../../src/core/messages.js';
import type { LoadedModel } from '../../../src/core/engine.js';
import { EngineClient } from '../../../src/engine/client/engineClient.js';
import type { EngineTransport } from '../../../src/engine/client/transport.js';
import type { EngineEvent, EngineRequest } from '../../../src/protocol/engine.js';
import { ManualClock } from '../../fakes/manualClock.js';
import { SCRIPTED_MODEL } from '../../fakes/scriptedEngine.js';
import { DEMO_PARAMS, GREEDY, never } from './support/engineFixture.js';

const MODEL: LoadedModel = { ...SCRIPTED_MODEL, path: DEMO_PARAMS.modelPath };
const DELTA: GenerationDelta = { kind: 'text', text: 'a', tokens: 1 };

/** The far end of the wire, spoken by the test. */
class Wire implements EngineTransport {
  readonly sent: EngineRequest[] = [];
  closed = false;
  emit: (event: EngineEvent) => void = () => undefined;
  exit: (reason: string) => void = () => undefined;
  post(request: EngineRequest): void {
    this.sent.push(request);
  }
  onMessage(listener: (event: EngineEvent) => void): void {
    this.emit = listener;
  }
  onExit(listener: (reason: string) => void): void {
    this.exit = listener;
  }
  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

let clock: ManualClock;
let wires: Wire[];
let log: string[];
let client: EngineClient;

beforeEach(() => {
  clock = new ManualClock();
  wires = [];
  log = [];
  client = new EngineClient({
    spawn: () => {
      const wire = new Wire();
      wires.push(wire);
      return wire;
    },
    clock,
    log: (level, message) => log.push(`${level}: ${message}`),
  });
});

async function loaded(): Promise<Wire> {
  const load = client.load(DEMO_PARAMS, never);
  const wire = wires.at(-1);
  if (!wire) throw new Error('nothing spawned');
  wire.emit({ type: 'hello' });
  wire.emit({ type: 'loaded', id: 1, model: MODEL });
  await load;
  return wire;
}

function generate(onDeltas: (deltas: readonly GenerationDelta[]) => void): Promise<unknown> {
  return client.generate(
    { input: { kind: 'infill', prefix: '', suffix: '' }, sampling: GREEDY, stop: [] },
    { signal: never, onDeltas },
  ).result;
}

describe('the engine client', () => {
  it('acknowledges a batch once the listener has had it', async () => {
    const wire = await loaded();
    let seen = 0;
    const result = generate(() => {
      seen = wire.sent.filter((request) => request.type === 'ack').length + 1;
    });
    const failed = expect(result).rejects.toMatchObject({ code: 'engineCrashed' });
    wire.emit({ type: 'deltas', id: 2, seq: 1, deltas: [DELTA] });
    expect(seen).toBe(1);
    expect(wire.sent.at(-1)).toEqual({ type: 'ack', id: 2, seq: 1 });
    wire.exit('gone');
    await failed;
  });

  it('goes on when a listener throws, and logs it', async () => {
    const wire = await loaded();
    const result = generate(() => {
      throw new Error('listener broke');
    });
    wire.emit({ type: 'deltas', id: 2, seq: 1, deltas: [DELTA] });
    expect(wire.sent.at(-1)).toEqual({ type: 'ack', id: 2, seq: 1 });
    expect(log).toEqual([expect.stringContaining('listener broke')]);
    const failed = expect(result).rejects.toMatchObject({ code: 'engineCrashed' });
    wire.exit('gone');
    await failed;
  });

  it('gives up a worker that never says hello', async () => {
    const load = client.load(DEMO_PARAMS, never);
    const failed = expect(load).rejects.toMatchObject({ code: 'engineUnresponsive' });
    clock.advance(60_000);
    await failed;
    expect(wires[0]?.closed).toBe(true);
    expect(client.state).toMatchObject({ kind: 'failed', error: { code: 'engineUnresponsive' } });
    await loaded();
    expect(wires).toHaveLength(2);
  });

  it('takes nothing from a worker that is gone', async () => {
    const wire = await loaded();
    wire.exit('gone');
    await expect.poll(() => client.state.kind).toBe('failed');
    await loaded();
    wire.emit({ type: 'failed', id: 1, error: { code: 'internal', details: {} } });
    wire.exit('gone again');
    expect(client.state.kind).toBe('ready');
    expect(clock.pending).toBe(0);
  });

  it('tells listeners of every state until they leave', async () => {
    const kinds: string[] = [];
    const leave = client.onStateChange((state) => kinds.push(state.kind));
    await loaded();
    leave();
    await client.dispose();
    expect(kinds).toEqual(['loading', 'ready']);
  });
});
