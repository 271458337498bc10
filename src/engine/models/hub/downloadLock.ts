import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { LemmaError } from '../../../core/errors.js';
import { jsonObject } from '../../../core/text/jsonObject.js';
import { isProcessAlive } from '../../processes.js';
import { hasCode } from '../../systemError.js';

/** Milliseconds between two signs of life. */
const BEAT_MS = 5000;
/** Milliseconds without a sign of life after which a download is taken for dead. */
const ABANDONED_MS = 120_000;

/** Holds a download for one program: two would write into the same partial file. */
export class DownloadLock {
  private readonly path: string;
  private readonly content: string;
  private readonly beat: NodeJS.Timeout;

  private constructor(path: string, content: string) {
    this.path = path;
    this.content = content;
    this.beat = setInterval(() => {
      const now = new Date();
      // Gone: the user removed the folder, and the download fails by itself.
      utimes(path, now, now).catch(() => undefined);
    }, BEAT_MS);
    this.beat.unref();
  }

  /** @throws LemmaError `downloadRunning` where another download of the same target is alive. */
  static async take(target: string): Promise<DownloadLock> {
    const path = lockPath(target);
    await mkdir(dirname(target), { recursive: true });
    const content = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() });
    // Others may take it first after an abandoned one has gone.
    for (let attempt = 0; attempt < 5; attempt++) {
      if (await create(path, content)) return new DownloadLock(path, content);
      const held = await readFile(path, 'utf8').catch(() => undefined);
      if (held === undefined) continue;
      if (await isAlive(path, held)) break;
      await removeAbandoned(path, held);
    }
    throw new LemmaError('downloadRunning', { path: target });
  }

  async release(): Promise<void> {
    clearInterval(this.beat);
    // After a long sleep of the machine another program may hold it.
    const held = await readFile(this.path, 'utf8').catch(() => undefined);
    if (held === this.content) await rm(this.path, { force: true });
  }
}

/** Whether a download of a target is under way, in whatever program. */
export async function isDownloading(target: string): Promise<boolean> {
  const path = lockPath(target);
  const held = await readFile(path, 'utf8').catch(() => undefined);
  return held !== undefined && (await isAlive(path, held));
}

function lockPath(target: string): string {
  return `${target}.part.lock`;
}

async function create(path: string, content: string): Promise<boolean> {
  // Written aside and linked: nobody ever reads a lock that is not whole.
  const draft = `${path}.${randomUUID()}`;
  const file = await open(draft, 'wx');
  try {
    await file.writeFile(content);
    await file.close();
    await link(draft, path);
    return true;
  } catch (thrown) {
    await file.close().catch(() => undefined);
    if (hasCode(thrown, 'EEXIST')) return false;
    // A file system without links.
    if (hasCode(thrown, 'EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'))
      return await createPlain(path, content);
    throw thrown;
  } finally {
    await rm(draft, { force: true });
  }
}

async function createPlain(path: string, content: string): Promise<boolean> {
  const file = await open(path, 'wx').catch((thrown: unknown) => {
    if (hasCode(thrown, 'EEXIST')) return undefined;
    throw thrown;
  });
  if (!file) return false;
  await file.writeFile(content);
  await file.close();
  return true;
}

async function isAlive(path: string, content: string): Promise<boolean> {
  const facts = await stat(path).catch(() => undefined);
  if (!facts || Date.now() - facts.mtimeMs > ABANDONED_MS) return false;
  const { pid, host } = parse(content);
  return host !== hostname() || pid === undefined || isProcessAlive(pid);
}

function parse(content: string): { readonly pid?: number; readonly host?: string } {
  // Of a damaged one its age decides.
  const { pid, host } = jsonObject(content) ?? {};
  return {
    ...(Number.isSafeInteger(pid) && { pid: Number(pid) }),
    ...(typeof host === 'string' && { host }),
  };
}

/** Removes an abandoned lock, and never one that another program took meanwhile. */
async function removeAbandoned(path: string, held: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    // Another program was faster.
    return;
  }
  const taken = await readFile(aside, 'utf8').catch(() => held);
  if (taken !== held) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}
