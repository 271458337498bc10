import type {
  CommandDef,
  RequestDef,
  WebviewHandlers,
  WireMessage,
} from '../../src/protocol/rpc.js';

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** The webview's end of the host wire. */
export class HostConnection {
  private readonly post: (message: WireMessage) => void;
  private readonly pending = new Map<number, Pending>();
  private readonly handlers = new Map<string, (params: unknown) => void>();
  private nextId = 1;

  constructor(post: (message: WireMessage) => void) {
    this.post = post;
  }

  /** Sends a one-way message. */
  command<P>(def: CommandDef<P>, params: P): void {
    this.post({ type: 'command', method: def.method, params });
  }

  /** Sends a request; rejects with an error whose message is the host's error code. */
  request<P, R>(def: RequestDef<P, R>, params: P): Promise<R> {
    const id = this.nextId++;
    return new Promise<R>((resolve, reject) => {
      this.pending.set(id, {
        resolve: (result) => {
          resolve(result as R);
        },
        reject,
      });
      this.post({ type: 'request', id, method: def.method, params });
    });
  }

  /** Sets what answers the notifications of an API; every one needs a handler. */
  subscribe<Api extends Record<string, { readonly kind: string; readonly method: string }>>(
    api: Api,
    handlers: WebviewHandlers<Api>,
  ): void {
    const byName = handlers as Readonly<Record<string, ((params: never) => void) | undefined>>;
    for (const [name, def] of Object.entries(api)) {
      const handler = byName[name];
      if (def.kind === 'notification' && handler !== undefined) {
        this.handlers.set(def.method, handler as (params: unknown) => void);
      }
    }
  }

  /** Takes a message from the host; what is not of this wire is ignored. */
  receive(data: unknown): void {
    if (!isWireMessage(data)) return;
    switch (data.type) {
      case 'response':
        this.settle(data.id)?.resolve(data.result);
        return;
      case 'error':
        this.settle(data.id)?.reject(new Error(data.code));
        return;
      case 'notification':
        this.handlers.get(data.method)?.(data.params);
        return;
      case 'request':
      case 'command':
        return;
    }
  }

  private settle(id: number): Pending | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    return pending;
  }
}

function isWireMessage(data: unknown): data is WireMessage {
  return typeof data === 'object' && data !== null && 'type' in data;
}
