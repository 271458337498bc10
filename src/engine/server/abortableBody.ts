/**
 * The same answer, whose content breaks off and whose connection closes as soon as the signal fires. `fetch` alone does not see to
 * that: it may hold the signal weakly, and forget it when memory is collected while the content is read (nodejs/undici#4627).
 */
export function abortableBody(
  response: Response,
  signal: AbortSignal | null | undefined,
): Response {
  if (!response.body || !signal) return response;
  const { status, statusText, headers } = response;
  const body = response.body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>(), { signal });
  return new Response(body, { status, statusText, headers });
}
