/** Where an OpenAI-compatible server is. */
export interface ServerAddress {
  /** Base address of its API, without a slash at the end. */
  readonly url: string;
  /** Host with its port, to show. */
  readonly host: string;
  /** Whether it is on this machine, so that nothing leaves it. */
  readonly isLocal: boolean;
  /** Whether others on the way could read what is sent: plain HTTP to another machine. */
  readonly isReadable: boolean;
}

/**
 * Reads the address of a server; `http://localhost:8000` means its `/v1`.
 *
 * @returns undefined for anything but an HTTP address, and for one with a password in it.
 */
export function parseServerAddress(text: string): ServerAddress | undefined {
  const match =
    /^(?<scheme>https?):\/\/(?<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?<port>:\d{1,5})?(?<path>\/[^\s?#]*)?$/i.exec(
      text.trim(),
    )?.groups;
  if (match?.['scheme'] === undefined || match['host'] === undefined) return undefined;
  const scheme = match['scheme'].toLowerCase();
  const name = match['host'].toLowerCase();
  const host = `${name}${match['port'] ?? ''}`;
  const path = (match['path'] ?? '').replace(/\/+$/, '');
  const isLocal = name === 'localhost' || name === '[::1]' || isLoopback4(name);
  return {
    url: `${scheme}://${host}${path === '' ? '/v1' : path}`,
    host,
    isLocal,
    isReadable: scheme === 'http' && !isLocal,
  };
}

/** 127.0.0.0/8, and nothing that only begins like it. */
function isLoopback4(name: string): boolean {
  const parts = name.split('.');
  return (
    parts.length === 4 &&
    parts[0] === '127' &&
    parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)
  );
}
