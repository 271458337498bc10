const OPENING_BRACE = 0x7b;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const BLANK = 0x20;

/**
 * The same answer, where it is a stream of events; where it is one JSON object instead, a stream of one event: some servers answer a
 * request for a stream with an error and a status of 200, or with the whole reply.
 */
export function objectAsEvent(response: Response): Response {
  if (!response.ok || !response.body) return response;
  const { status, statusText, headers } = response;
  const encoder = new TextEncoder();
  let isObject: boolean | undefined;
  const events = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      const first = chunk.find((byte) => byte > BLANK);
      if (isObject === undefined && first !== undefined) {
        isObject = first === OPENING_BRACE;
        if (isObject) controller.enqueue(encoder.encode('data: '));
      }
      // No line break of JSON stands in a string.
      controller.enqueue(isObject === true ? chunk.map(inLine) : chunk);
    },
    flush(controller) {
      if (isObject === true) controller.enqueue(encoder.encode('\n\n'));
    },
  });
  return new Response(response.body.pipeThrough(events), { status, statusText, headers });
}

function inLine(byte: number): number {
  return byte === LINE_FEED || byte === RETURN ? BLANK : byte;
}
