import { Agent, fetch as undiciFetch } from 'undici';

/**
 * What asks the server at this address. Node's own `fetch` gives up where no bytes come for five minutes, and a model being loaded or
 * a long prompt takes a slow machine longer; here nothing but the signal of a request ends it.
 *
 * Only for plain http, which servers on the user's own machines speak: what goes out through https needs the proxy and the
 * certificates that VS Code gives to Node's.
 */
export function patientFetch(url: string): typeof fetch {
  if (new URL(url).protocol !== 'http:') return fetch;
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  const asked = (input: string, init: object): unknown =>
    undiciFetch(input, { ...init, dispatcher });
  // The same interface, declared by another package.
  return asked as typeof fetch;
}
