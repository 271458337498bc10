import { toErrorData } from '../../core/errors.js';
import type {
  CommandDef,
  HostHandlers,
  NotificationDef,
  RequestDef,
  WireMessage,
} from '../../protocol/rpc.js';

type ParamsOf<D> =
  D extends RequestDef<infer P, unknown> ? P : D extends CommandDef<infer P> ? P : never;

/** Checks the parameters of one request or command. */
export type ParamGuard<P> = (params: unknown) => params is P;

/** One guard for each request and command of an API: a missing one fails the build. */
export type ParamGuards<Api> = {
  readonly [
    K in keyof Api as Api[K] extends { kind: 'request' | 'command' } ? K : never
  ]: ParamGuard<ParamsOf<Api[K]>>;
};

type AnyApi = Readonly<Record<string, { readonly kind: string; readonly method: string }>>;

interface Method {
  readonly kind: string;
  readonly accepts: (params: unknown) => boolean;
  readonly run: (params: unknown) => unknown;
}

/** How an {@link RpcServer} talks and what it serves. */
export interface RpcServerOptions<Api extends AnyApi> {
  readonly api: Api;
  readonly guards: ParamGuards<Api>;
  readonly handlers: HostHandlers<Api>;
  readonly post: (message: WireMessage) => void;
  /** Told of messages that are refused and of handlers that throw. */
  readonly onError: (where: string, thrown: unknown) => void;
}

/** The host's end of the webview wire. Nothing of a message is used before it is checked. */
export class RpcServer<Api extends AnyApi> {
  private readonly options: RpcServerOptions<Api>;
  private readonly methods = new Map<string, Method>();

  constructor(options: RpcServerOptions<Api>) {
    this.options = options;
    const handlers = options.handlers as Readonly<Record<string, Method['run'] | undefined>>;
    const guards = options.guards as Readonly<Record<string, Method['accepts'] | undefined>>;
    for (const [name, { kind, method }] of Object.entries(options.api)) {
      const run = handlers[name];
      const accepts = guards[name];
      if (run && accepts) this.methods.set(method, { kind, accepts, run });
    }
  }

  /** Sends a notification. */
  notify<P>(def: NotificationDef<P>, params: P): void {
    this.options.post({ type: 'notification', method: def.method, params });
  }

  /** Takes whatever a webview sent. */
  async receive(message: unknown): Promise<void> {
    const call = parseCall(message);
    if (!call) {
      this.options.onError('webview', new Error('refused a message that is no call'));
      return;
    }
    const method = this.methods.get(call.method);
    if (method?.kind !== call.type || !method.accepts(call.params)) {
      this.options.onError('webview', new Error(`refused a call of ${call.method}`));
      if (call.type === 'request') {
        this.options.post({ type: 'error', id: call.id, code: 'internal' });
      }
      return;
    }
    try {
      const result = await method.run(call.params);
      if (call.type === 'request') this.options.post({ type: 'response', id: call.id, result });
    } catch (thrown) {
      this.options.onError(call.method, thrown);
      if (call.type === 'request') {
        this.options.post({ type: 'error', id: call.id, code: toErrorData(thrown).code });
      }
    }
  }
}

type Call = Extract<WireMessage, { type: 'request' | 'command' }>;

function parseCall(message: unknown): Call | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { type, id, method, params } = message as Record<string, unknown>;
  if (typeof method !== 'string') return undefined;
  if (type === 'command') return { type, method, params };
  if (type === 'request' && typeof id === 'number' && Number.isSafeInteger(id)) {
    return { type, id, method, params };
  }
  return undefined;
}
