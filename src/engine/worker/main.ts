import { isMainThread, parentPort } from 'node:worker_threads';
import type { EngineEvent, EngineRequest } from '../../protocol/engine.js';
import { systemClock } from '../systemClock.js';
import { Dispatcher } from './dispatcher.js';

/** The way to whoever started this worker. */
interface HostPort {
  post(event: EngineEvent): void;
  onMessage(listener: (request: EngineRequest) => void): void;
  /** Posts the last event and lets the thread or process end. */
  end(event: EngineEvent): void;
}

/** Longest wait for running work after the host is gone, in milliseconds. */
const ORPHAN_DEADLINE = 10_000;

function threadPort(port: NonNullable<typeof parentPort>): HostPort {
  return {
    post: (event) => {
      port.postMessage(event);
    },
    onMessage: (listener) => {
      port.on('message', listener);
    },
    end: (event) => {
      port.postMessage(event);
      port.close();
    },
  };
}

function processPort(): HostPort {
  const send = (event: EngineEvent, done?: () => void): void => {
    if (process.connected) process.send?.(event, undefined, undefined, done);
    else done?.();
  };
  return {
    post: send,
    onMessage: (listener) => {
      process.on('message', listener);
    },
    end: (event) => {
      send(event, () => process.exit());
    },
  };
}

function main(): void {
  const port = parentPort && !isMainThread ? threadPort(parentPort) : processPort();
  const dispatcher = new Dispatcher((event) => {
    port.post(event);
  }, systemClock);
  const logError = (what: string, error: unknown): void => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    port.post({ type: 'log', level: 'error', message: `${what}: ${text}` });
  };
  // An uncaught error in a thread that decodes would abort the whole host process.
  process.on('uncaughtException', (error) => {
    logError('uncaught', error);
  });
  process.on('unhandledRejection', (reason) => {
    logError('unhandled rejection', reason);
  });
  routeConsole(port);

  let ending = false;
  const end = async (): Promise<void> => {
    if (ending) return;
    ending = true;
    try {
      await dispatcher.shutdown();
    } catch (error) {
      logError('shutdown', error);
    }
    port.end({ type: 'bye' });
  };
  port.onMessage((request) => {
    if (request.type === 'shutdown') void end();
    else if (!ending) dispatcher.handle(request);
  });
  if (isMainThread) {
    process.on('disconnect', () => {
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), ORPHAN_DEADLINE).unref();
      void end();
    });
  }
  port.post({ type: 'hello' });
}

/** The console belongs to the host: what libraries write there goes into the log. */
function routeConsole(port: HostPort): void {
  const to =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (...parts: unknown[]): void => {
      port.post({ type: 'log', level, message: parts.map(String).join(' ') });
    };
  Object.assign(globalThis.console, {
    debug: to('debug'),
    log: to('info'),
    info: to('info'),
    warn: to('warn'),
    error: to('error'),
  });
}

main();
