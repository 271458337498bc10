import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from './apiError.js';

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Lets in programs of this machine and keeps out web pages: those of other sites, which browsers mark by `Origin` or
 * `Sec-Fetch-Site`, and those that had their own name point here (DNS rebinding), which the `Host` tells.
 *
 * @param key What `Authorization: Bearer …` must hold; undefined lets in whoever reaches the port.
 * @throws ApiError 403 for a page or another host, 401 for a wrong key.
 */
export function checkCaller(
  headers: IncomingHttpHeaders,
  port: number,
  key: string | undefined,
): void {
  const host = headers.host?.toLowerCase() ?? '';
  const name = host.replace(/:\d+$/, '');
  if (!LOOPBACK.has(name) || host !== `${name}:${port}`) {
    throw refused(`This server answers at 127.0.0.1:${port} only.`);
  }
  const site = headers['sec-fetch-site'];
  if (headers.origin !== undefined || (site !== undefined && site !== 'none')) {
    throw refused('This server does not answer web pages.');
  }
  if (key === undefined) return;
  const given = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  if (!timingSafeEqual(digest(given), digest(key))) {
    throw new ApiError(401, 'authentication_error', 'The key is missing or wrong.', {
      code: 'invalid_api_key',
    });
  }
}

/** Of equal length for keys of any length, so that a comparison tells nothing by its time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function refused(message: string): ApiError {
  return new ApiError(403, 'permission_error', message);
}
