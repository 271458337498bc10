import { spawn, spawnSync } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CLI = path.join(ROOT, 'dist', 'cli.mjs');
const TABLES = ['tcp', 'tcp6', 'udp', 'udp6', 'raw', 'raw6', 'packet'];

/** A network namespace of its own: without root by way of a user namespace. */
const UNSHARE = [['-n'], ['-rn']].find(
  (flags) => spawnSync('unshare', [...flags, 'true']).status === 0,
);

interface Watched {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Lines of the socket tables of the namespace, seen at any time. */
  readonly sockets: ReadonlySet<string>;
  readonly interfaces: ReadonlySet<string>;
  /** How often the tables were read. */
  readonly looks: number;
}

/** Runs Node in a namespace without network, and watches the namespace's sockets until it ends. */
async function watch(flags: readonly string[], ...args: readonly string[]): Promise<Watched> {
  const child = spawn('unshare', [...flags, process.execPath, ...args], {
    cwd: ROOT,
    timeout: 60_000,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  const sockets = new Set<string>();
  const interfaces = new Set<string>();
  let looks = 0;
  expect(await readdir('/proc/self/net')).toEqual(expect.arrayContaining(['tcp', 'udp']));
  while (child.exitCode === null && child.signalCode === null) {
    // `unshare` becomes the program once it is in its namespace: before that the tables are those of this process.
    const tables = await readTables(child.pid ?? 0);
    if (!tables) continue;
    looks += 1;
    for (const line of tables.sockets) sockets.add(line);
    for (const line of tables.interfaces) interfaces.add(line);
    if (sockets.size > 0) child.stdin.end();
  }
  return { code: await code, stdout, stderr, sockets, interfaces, looks };
}

async function readTables(
  pid: number,
): Promise<{ sockets: readonly string[]; interfaces: readonly string[] } | undefined> {
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  if (name === '' || name.trim() === 'unshare') return undefined;
  const rows = async (table: string): Promise<string[]> => {
    const text = await readFile(`/proc/${pid}/net/${table}`, 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line.trim() !== '');
  };
  const sockets: string[] = [];
  for (const table of TABLES) {
    // The first line is the table's head.
    for (const row of (await rows(table)).slice(1)) sockets.push(`${table} ${row}`);
  }
  const interfaces = (await rows('dev')).slice(2).map((row) => row.split(':')[0]?.trim() ?? '');
  return { sockets, interfaces };
}

describe.skipIf(!UNSHARE)('without a network', () => {
  const flags = UNSHARE ?? [];

  it('solves, and opens no socket', async () => {
    const run = await watch(flags, CLI, 'solve', '2x + 3 = 11', '--seed', '7');
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toContain('\\boxed{4}');
    expect(run.looks).toBeGreaterThan(10);
    expect([...run.interfaces]).toEqual(['lo']);
    expect([...run.sockets]).toEqual([]);
  });

  it('would see a socket if there were one', async () => {
    const script = `const socket = require('node:dgram').createSocket('udp4');
      socket.bind(0, () => process.stdout.write('open'));
      process.stdin.resume().on('end', () => socket.close());`;
    const run = await watch(flags, '-e', script);
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toBe('open');
    expect(run.sockets.size).toBeGreaterThan(0);
  });
});
