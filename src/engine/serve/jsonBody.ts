import type { IncomingMessage } from 'node:http';
import { ApiError, invalid } from './apiError.js';

/** Bytes; the longest context there is takes some hundred thousand. */
const LONGEST = 8_000_000;

/**
 * The JSON of a request. Other media types are refused: those that a web page can send without asking first are among them.
 *
 * @throws ApiError 400, 413 or 415.
 */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new ApiError(415, 'invalid_request_error', 'The body must be application/json.');
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST) throw new ApiError(413, 'invalid_request_error', 'The body is too long.');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    throw invalid('body', 'The body is no JSON.');
  }
}
