import { describe, expect, it } from 'vitest';
import { connect } from '../../../../src/engine/server/openAiClient.js';
import type { ServerEngine } from '../../../../src/engine/server/serverEngine.js';
import { gate } from '../../../fakes/gate.js';
import { dialectOf, DialectFixture, SERVER_PARAMS } from '../support/dialectFixture.js';

const fixture = new DialectFixture();

/** An engine whose connection opens when it is let, and tells when it was asked to. */
async function heldLoad(): Promise<{
  engine: ServerEngine;
  asked: Promise<void>;
  open: () => void;
}> {
  const server = await fixture.serve(dialectOf('vLLM'));
  const held = gate();
  const begun = gate();
  const { engine } = fixture.engineAt(server.url, {
    async connect(how) {
      begun.open();
      await held.passed;
      return connect(how);
    },
  });
  return { engine, asked: begun.passed, open: held.open };
}

describe('a load that several wait for', () => {
  it('goes on for the others when one leaves, and ends with the last', async () => {
    const { engine, asked, open } = await heldLoad();
    const first = new AbortController();
    const second = new AbortController();
    const loads = [first, second].map(({ signal }) => engine.load(SERVER_PARAMS, signal));
    const left = expect(loads[0]).rejects.toMatchObject({ code: 'cancelled' });
    await asked;
    first.abort();
    await left;
    expect(engine.state.kind).toBe('loading');
    open();
    expect(await loads[1]).toMatchObject({ name: 'r1-8b' });
    expect(engine.state.kind).toBe('ready');
  });

  it('leaves nothing loaded behind when it is unloaded meanwhile', async () => {
    const { engine, asked, open } = await heldLoad();
    const load = engine.load(SERVER_PARAMS, new AbortController().signal);
    const ended = expect(load).rejects.toMatchObject({ code: 'cancelled' });
    await asked;
    await engine.unload();
    open();
    await ended;
    expect(engine.state.kind).toBe('unloaded');
  });
});
