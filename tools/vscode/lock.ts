import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { atExit, removeAtExit } from './exitHooks.js';

const POLL_MS = 250;

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

async function holderOf(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const pid = Number(text);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

/** Gives `from` the name `to` as well, unless something has that name. */
async function linkUnlessThere(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Removes a dead holder's lock; a lock that another process took in the meantime is put back. */
async function removeStale(file: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  await rename(file, aside).catch(() => undefined);
  const holder = await holderOf(aside);
  if (holder !== undefined && isAlive(holder)) await linkUnlessThere(aside, file);
  await rm(aside, { force: true });
}

/**
 * Tries once to take the lock `file` for this process. A lock left by a process that died is taken over.
 * @returns a function that gives the lock back, or the id of the living process that holds it
 */
export async function tryLock(file: string): Promise<(() => Promise<void>) | number> {
  await mkdir(dirname(file), { recursive: true });
  // The name appears together with its content, so nobody ever reads a lock without a holder.
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, String(process.pid));
  try {
    while (!(await linkUnlessThere(own, file))) {
      const holder = await holderOf(file);
      if (holder !== undefined && isAlive(holder)) return holder;
      await removeStale(file);
    }
  } finally {
    await rm(own, { force: true });
  }
  const drop = (): void => {
    rmSync(file, { force: true });
  };
  atExit(drop);
  return async () => {
    removeAtExit(drop);
    await rm(file, { force: true });
  };
}

/**
 * Runs `task` while no other process holds the lock `file`.
 * @param onWait called once, with the holder's process id, when there is somebody to wait for
 */
export async function withLock<T>(
  file: string,
  task: () => Promise<T>,
  onWait: (pid: number) => void,
): Promise<T> {
  for (let told = false; ; told = true) {
    const result = await tryLock(file);
    if (typeof result === 'function') {
      try {
        return await task();
      } finally {
        await result();
      }
    }
    if (!told) onWait(result);
    await delay(POLL_MS);
  }
}
