/** Where models come from unless the user names another place. */
export const DEFAULT_ENDPOINT = 'https://huggingface.co';

/** A file on a model hub, or anywhere on the web. */
export type ModelAddress =
  | {
      readonly kind: 'hub';
      /** `user/model`. */
      readonly repository: string;
      /** Branch, tag or commit. */
      readonly revision: string;
      /** Path inside the repository. */
      readonly file: string;
    }
  | { readonly kind: 'web'; readonly url: string };

const HUB = /^hf:([\w.-]+\/[\w.-]+)(?:@([\w.-]+))?\/(.+\.gguf)$/i;
const HUB_URL =
  /^https:\/\/huggingface\.co\/([\w.-]+\/[\w.-]+)\/(?:resolve|blob)\/([^/]+)\/([^?#]+\.gguf)/i;

/** Reads `hf:user/model/file.gguf`, with `@revision` behind the model where it is not `main`, or an address of the web; undefined for anything else. */
export function parseModelAddress(text: string): ModelAddress | undefined {
  const trimmed = text.trim();
  const hub = HUB.exec(trimmed);
  if (hub) return hubFile(hub[1], hub[2], hub[3]);
  const page = HUB_URL.exec(trimmed);
  if (page) return hubFile(page[1], page[2], page[3]);
  return /^https?:\/\/[^\s/]+\/\S+$/i.test(trimmed) ? { kind: 'web', url: trimmed } : undefined;
}

/**
 * The address to fetch a file from.
 *
 * @param endpoint Base address of the hub, such as a mirror's.
 */
export function downloadUrl(address: ModelAddress, endpoint: string): string {
  if (address.kind === 'web') return address.url;
  const { repository, revision, file } = address;
  const path = [...repository.split('/'), 'resolve', revision, ...file.split('/')];
  return `${endpoint.replace(/\/+$/, '')}/${path.map((part) => encodeURIComponent(part)).join('/')}`;
}

/** An address in the form that {@link parseModelAddress} reads. */
export function addressText(address: ModelAddress): string {
  if (address.kind === 'web') return address.url;
  const { repository, revision, file } = address;
  return `hf:${repository}${revision === 'main' ? '' : `@${revision}`}/${file}`;
}

/** The page that tells of a model, with its conditions; undefined for a place that is no hub. */
export function modelPage(address: ModelAddress, endpoint: string): string | undefined {
  if (address.kind === 'web') return undefined;
  return `${endpoint.replace(/\/+$/, '')}/${address.repository}`;
}

/** Name of the file that a download leaves. */
export function fileNameOf(address: ModelAddress): string {
  const path = address.kind === 'hub' ? address.file : address.url.replace(/[?#].*$/, '');
  return decodeURIComponent(path.split('/').at(-1) ?? path).replaceAll(/[^\w.+-]/g, '_');
}

function hubFile(repository = '', revision = 'main', file = ''): ModelAddress | undefined {
  const parts = file.split('/');
  if (parts.some((part) => part === '..' || part === '.' || part === '')) return undefined;
  return { kind: 'hub', repository, revision, file: decodeURIComponent(file) };
}
