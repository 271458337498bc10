import { afterEach } from 'vitest';
import { parseServerAddress } from '../../../../src/core/server/serverAddress.js';
import { connect } from '../../../../src/engine/server/openAiClient.js';
import { ServerEngine } from '../../../../src/engine/server/serverEngine.js';
import { systemClock } from '../../../../src/engine/systemClock.js';
import { FaultProxy } from '../../../fakes/faultProxy.js';
import { type Dialect, DIALECTS, DialectServer, SCRIPT } from '../../../fakes/openAiDialects.js';
import { DEMO_PARAMS, user } from './engineFixture.js';

/** What the fake servers say. */
export const THINKING = SCRIPT.thinking.join('');
export const ANSWER = SCRIPT.answer.join('');
export const QUESTION = [user('What is 384 + 257?')];
export const SERVER_PARAMS = {
  ...DEMO_PARAMS,
  modelPath: 'server',
  contextSize: 'auto',
} as const;

type EngineOptions = ConstructorParameters<typeof ServerEngine>[0];

/** Servers and engines of one test file; all are closed behind each test. */
export class DialectFixture {
  private readonly open: { close(): Promise<void> }[] = [];

  constructor() {
    afterEach(async () => {
      for (const each of this.open.splice(0).reverse()) await each.close();
    });
  }

  /** Closes it behind the test. */
  keep<T extends { close(): Promise<void> }>(each: T): T {
    this.open.push(each);
    return each;
  }

  async serve(dialect: Dialect): Promise<DialectServer> {
    const server = new DialectServer(dialect);
    await server.listen();
    return this.keep(server);
  }

  /** A proxy that does harm, before a server. */
  async proxy(server: DialectServer): Promise<FaultProxy> {
    const proxy = new FaultProxy(server.url);
    await proxy.listen();
    return this.keep(proxy);
  }

  /** An engine at an address, and what it says that it cannot do; nothing is loaded yet. */
  engineAt(
    url: string,
    more: Partial<EngineOptions> = {},
  ): { engine: ServerEngine; unavailable: string[] } {
    const address = parseServerAddress(url);
    if (!address) throw new Error(`no address: ${url}`);
    const unavailable: string[] = [];
    const engine = new ServerEngine({
      address,
      model: '',
      key: () => Promise.resolve(undefined),
      connect,
      clock: systemClock,
      retries: 2,
      onUnavailable: (what) => unavailable.push(what),
      ...more,
    });
    this.keep({ close: () => engine.dispose() });
    return { engine, unavailable };
  }

  /** The same, loaded. */
  async ready(url: string, more: Partial<EngineOptions> = {}): Promise<ServerEngine> {
    const { engine } = this.engineAt(url, more);
    await engine.load(SERVER_PARAMS, new AbortController().signal);
    return engine;
  }
}

/** The dialect of a server. */
export function dialectOf(name: string): Dialect {
  const found = DIALECTS.find((dialect) => dialect.name === name);
  if (!found) throw new Error(`no dialect: ${name}`);
  return found;
}
