import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with one request. */
export type Fault =
  | { readonly kind: 'none' }
  /** Each byte goes alone. */
  | { readonly kind: 'slow' }
  /** The connection ends after so many bytes of the answer. */
  | { readonly kind: 'cut'; readonly after: number }
  /** An event that is no JSON comes after so many bytes. */
  | { readonly kind: 'malformed'; readonly after: number }
  /** An event with an error comes after so many bytes, and nothing behind it. */
  | { readonly kind: 'error'; readonly after: number; readonly event: object }
  /** It says when to ask again, in seconds or as a date; absent: at once. */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: number | string };

/** Stands before a server and harms requests for replies, the first ones in the order of {@link faults}. */
export class FaultProxy {
  faults: Fault[] = [];
  /** Requests for replies that came. */
  requests = 0;
  private readonly server: Server;

  constructor(target: string) {
    const { hostname, port } = new URL(target);
    this.server = createServer((request, response) => {
      const isReply = request.method === 'POST';
      if (isReply) this.requests += 1;
      const fault = (isReply ? this.faults.shift() : undefined) ?? { kind: 'none' };
      if (fault.kind === 'status') {
        request.resume();
        response.writeHead(fault.status, {
          'content-type': 'application/json',
          ...(fault.retryAfter === undefined
            ? { 'retry-after-ms': '1' }
            : { 'retry-after': String(fault.retryAfter) }),
        });
        response.end('{"error":{"message":"<b>out of order</b>"}}');
        return;
      }
      const { method, url: path, headers } = request;
      const onward = httpRequest({ hostname, port, method, path, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        let sent = 0;
        answer.on('data', (chunk: Buffer) => {
          if (response.destroyed) return;
          if (fault.kind === 'slow') for (const byte of chunk) response.write(Buffer.of(byte));
          else if (fault.kind === 'none' || sent + chunk.length < fault.after)
            response.write(chunk);
          else if (fault.kind === 'error') {
            if (!response.writableEnded) response.end(`data: ${JSON.stringify(fault.event)}\n\n`);
          } else if (fault.kind === 'malformed') response.write('data: {"choices": [oops\n\n');
          else {
            response.write(chunk.subarray(0, fault.after - sent));
            // What was written is to arrive before the end.
            setImmediate(() => response.destroy());
          }
          sent += chunk.length;
        });
        answer.on('end', () => response.end());
        answer.on('error', () => response.destroy());
      });
      onward.on('error', () => response.destroy());
      response.on('close', () => onward.destroy());
      request.pipe(onward);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
