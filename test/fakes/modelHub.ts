import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a hub does wrong with one request. */
export type HubFault =
  /** The connection ends in the middle of the content. */
  | 'cut'
  /** The connection is reset before an answer. */
  | 'reset'
  /** The content ends early, as if it were whole. */
  | 'short'
  /** Nothing comes any more. */
  | 'stall'
  /** A few bytes at a time. */
  | 'drip'
  /** Some bytes are wrong. */
  | 'wrongBytes'
  /** The whole file in place of a range. */
  | 'noRange'
  /** More than was asked for. */
  | 'tooMuch'
  | 'wrongRange'
  | 'noContentRange'
  | 'compressed'
  | 'status416'
  | 'status403'
  | 'status429'
  | 'status500'
  | 'status503';

/** How a hub behaves. */
export interface HubBehaviour {
  /** Chosen for every request of content. */
  contentFault: () => HubFault | undefined;
  /** Chosen for every look-up: an HTTP status, or a reset. */
  lookUpFault: () => number | 'reset' | undefined;
  /** Whether the SHA-256 is stated, as the hub does for large files. */
  statesHash: boolean;
  /** Token that is asked for. */
  token?: string;
  /** `Retry-After` in seconds. */
  retryAfter: string;
}

const SOUND: HubBehaviour = {
  contentFault: () => undefined,
  lookUpFault: () => undefined,
  statesHash: true,
  retryAfter: '0',
};

/** A server on the loopback interface that behaves like a model hub with a content network behind it. */
export class ModelHub {
  content: Buffer;
  behaviour: HubBehaviour = { ...SOUND };
  /** Requests of content. */
  contentRequests = 0;
  /** Bytes of content that were sent. */
  sentBytes = 0;
  /** Authorization headers that the content network saw. */
  readonly leakedTokens: string[] = [];
  private readonly server: Server;
  private readonly held = new Set<NodeJS.Timeout>();

  private constructor(content: Buffer) {
    this.content = content;
    this.server = createServer((request, response) => {
      this.answer(request, response);
    });
  }

  static async start(content: Buffer): Promise<ModelHub> {
    const hub = new ModelHub(content);
    await new Promise<void>((resolve) => hub.server.listen(0, '127.0.0.1', resolve));
    return hub;
  }

  get endpoint(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Address of the content as a file of a repository. */
  get url(): string {
    return `${this.endpoint}/user/model/resolve/main/model.gguf`;
  }

  get sha256(): string {
    return createHash('sha256').update(this.content).digest('hex');
  }

  /** Behaves well again. */
  heal(): void {
    this.behaviour = { ...SOUND };
  }

  async stop(): Promise<void> {
    for (const timer of this.held) clearTimeout(timer);
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    if (/^\/(?:user|bartowski)\//.test(path)) this.answerLookUp(request, response);
    else if (path.startsWith('/cdn/')) this.answerContent(request, response);
    else response.writeHead(404).end();
  }

  private answerLookUp(request: IncomingMessage, response: ServerResponse): void {
    const { token, statesHash, retryAfter } = this.behaviour;
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
      response.writeHead(401).end('no');
      return;
    }
    const fault = this.behaviour.lookUpFault();
    if (fault === 'reset') {
      request.socket.destroy();
    } else if (fault !== undefined) {
      response.writeHead(fault, { 'retry-after': retryAfter }).end('no');
    } else {
      // Another host name for the same server: a token must not follow.
      const { port } = this.server.address() as AddressInfo;
      response.writeHead(302, {
        location: `http://localhost:${port}/cdn/${this.sha256}`,
        'x-linked-size': this.content.length,
        ...(statesHash && { 'x-linked-etag': `"${this.sha256}"` }),
        etag: '"weak-of-the-redirect"',
      });
      response.end();
    }
  }

  private answerContent(request: IncomingMessage, response: ServerResponse): void {
    this.contentRequests++;
    if (request.headers.authorization !== undefined) {
      this.leakedTokens.push(request.headers.authorization);
    }
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const size = this.content.length;
    const start = Number(range?.[1] ?? 0);
    const end = Math.min(Number(range?.[2] ?? size - 1), size - 1);
    const isLookUp = start === 0 && end === 0;
    const fault = isLookUp ? undefined : this.behaviour.contentFault();
    const status = fault?.startsWith('status') === true ? Number(fault.slice(6)) : undefined;
    if (status !== undefined) {
      response.writeHead(status, { 'retry-after': this.behaviour.retryAfter }).end();
      return;
    }
    if (fault === 'reset') {
      request.socket.destroy();
      return;
    }
    const whole = fault === 'noRange';
    let bytes = whole ? this.content : this.content.subarray(start, end + 1);
    const claimed = bytes.length;
    if (fault === 'wrongBytes') bytes = flip(bytes);
    if (fault === 'tooMuch') bytes = Buffer.concat([bytes, Buffer.alloc(1000, 7)]);
    if (fault === 'short') bytes = bytes.subarray(0, Math.floor(bytes.length / 2));
    const shift = fault === 'wrongRange' ? 1 : 0;
    response.writeHead(whole ? 200 : 206, {
      etag: `"${this.sha256}"`,
      // Without a length, the end of the content is the end of the connection.
      ...(fault !== 'short' && fault !== 'tooMuch' && { 'content-length': claimed }),
      ...(!whole &&
        fault !== 'noContentRange' && {
          'content-range': `bytes ${start + shift}-${end + shift}/${size}`,
        }),
      ...(fault === 'compressed' && { 'content-encoding': 'gzip' }),
    });
    this.send(bytes, fault, response);
  }

  private send(bytes: Buffer, fault: HubFault | undefined, response: ServerResponse): void {
    const half = bytes.subarray(0, Math.floor(bytes.length / 2));
    if (fault === 'stall') {
      this.sentBytes += half.length;
      response.write(half);
    } else if (fault === 'cut') {
      this.sentBytes += half.length;
      response.write(half, () => response.destroy());
    } else if (fault === 'drip') {
      this.drip(bytes, response);
    } else {
      this.sentBytes += bytes.length;
      response.end(bytes);
    }
  }

  private drip(bytes: Buffer, response: ServerResponse): void {
    let at = 0;
    const step = Math.max(1, Math.ceil(bytes.length / 8));
    const next = (): void => {
      if (response.destroyed) return;
      const piece = bytes.subarray(at, at + step);
      at += step;
      this.sentBytes += piece.length;
      if (at >= bytes.length) {
        response.end(piece);
        return;
      }
      response.write(piece);
      const timer = setTimeout(() => {
        this.held.delete(timer);
        next();
      }, 2);
      this.held.add(timer);
    };
    next();
  }
}

function flip(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const at = Math.floor(copy.length / 3);
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}
