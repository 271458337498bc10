import type { ServerResponse } from 'node:http';

/** Milliseconds of silence after which a comment tells the client that it is not forgotten. */
const SILENCE = 10_000;

/** An answer as server-sent events. Its headers are sent with the first event, so that what fails before is a plain error. */
export class EventStream {
  private readonly response: ServerResponse;
  private readonly timer: NodeJS.Timeout;

  constructor(response: ServerResponse) {
    this.response = response;
    this.timer = setInterval(() => {
      this.write(': waiting\n\n');
    }, SILENCE);
  }

  send(event: object): void {
    this.timer.refresh();
    this.write(`data: ${JSON.stringify(event)}\n\n`);
  }

  /** Ends the stream as one that is complete. */
  end(): void {
    this.dispose();
    this.write('data: [DONE]\n\n');
    this.response.end();
  }

  dispose(): void {
    clearInterval(this.timer);
  }

  private write(text: string): void {
    const { response } = this;
    if (response.destroyed || response.writableEnded) return;
    if (!response.headersSent) {
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
      });
    }
    response.write(text);
  }
}
