/**
 * The same answer, whose content breaks off and whose connection closes as soon as the signal fires. `fetch` alone does not see to
 * that: it may hold the signal weakly, and forget it when memory is collected while the content is read (nodejs/undici#4627).
 *
 * @param onBytes Called whenever some of the content is there, whatever it is.
 */
export function abortableBody(
  response: Response,
  signal: AbortSignal | null | undefined,
  onBytes: () => void,
): Response {
  if (!response.body) return response;
  const { status, statusText, headers } = response;
  const watched = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      onBytes();
      controller.enqueue(chunk);
    },
  });
  const body = response.body.pipeThrough(watched, signal ? { signal } : {});
  return new Response(body, { status, statusText, headers });
}
