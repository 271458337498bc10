import type { DroppedFile } from '../../src/protocol/attachments.js';

/** What was dropped on the page. */
export interface Dropped {
  /** Addresses of files. */
  readonly uris: readonly string[];
  /** Files from outside VS Code. */
  readonly files: readonly File[];
}

/** Largest file from outside that is read, in bytes; what is larger is refused by its size alone. */
const MOST_READ = 1_000_000;

/** The part of a `DataTransfer` that is read. */
export interface Transfer {
  readonly types: readonly string[];
  readonly files: ArrayLike<File>;
  getData(type: string): string;
}

const FILE_TYPES: readonly string[] = [
  'application/vnd.code.uri-list',
  'text/uri-list',
  'resourceurls',
  'codefiles',
  'Files',
];

/** Whether files come with a drag; which ones shows only when it is dropped. */
export function hasFiles({ types }: Transfer): boolean {
  return types.some((type) => FILE_TYPES.some((each) => each.toLowerCase() === type.toLowerCase()));
}

/**
 * Reads what VS Code's explorer, its editor tabs or another program dropped. They name the same files in several ways: the
 * first that names any counts.
 */
export function readDrop(transfer: Transfer): Dropped {
  const lists = [
    fromUriList(transfer.getData('application/vnd.code.uri-list')),
    fromJson(transfer.getData('resourceurls')),
    fromUriList(transfer.getData('text/uri-list')),
    fromJson(transfer.getData('codefiles')).map(fileUri),
  ];
  const uris = lists.find((list) => list.length > 0) ?? [];
  return { uris: [...new Set(uris)], files: uris.length > 0 ? [] : Array.from(transfer.files) };
}

/** The texts of files from outside; what is no UTF-8 keeps its marks of that, by which it is refused. */
export async function readFiles(files: readonly File[]): Promise<readonly DroppedFile[]> {
  return Promise.all(
    files.map(async (file) => ({
      name: file.name,
      text: await file.slice(0, MOST_READ).text(),
    })),
  );
}

/** A list of addresses, one a line; lines that begin with `#` are comments. Web addresses are no files. */
function fromUriList(list: string): readonly string[] {
  return list
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => /^[a-z][\w+.-]*:/i.test(line) && !/^https?:/i.test(line));
}

function fromJson(json: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}

/** The address of a path of this machine. */
function fileUri(path: string): string {
  const slashed = path.replaceAll('\\', '/');
  const rooted = slashed.startsWith('/') ? slashed : `/${slashed}`;
  return `file://${rooted.split('/').map(encodeURIComponent).join('/')}`;
}
