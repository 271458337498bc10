import { mkdir, readFile, stat } from 'node:fs/promises';
import { createVSIX } from '@vscode/vsce';
import { Command, Option } from 'commander';
import { buildAll } from '../build/build.js';
import { stageBinaries } from './binaries.js';
import { writeNotices } from './notices.js';
import { hostTarget, TARGETS, type Target } from '../build/target.js';

const MEGABYTE = 1_000_000;
/** Largest VSIX we ship, in bytes. */
const MAX_SIZE = 45 * MEGABYTE;

/** Makes the VSIX of one platform; returns its path. */
async function packageVsix(target: Target): Promise<string> {
  await writeNotices(await buildAll({ production: true }));
  await stageBinaries(target);
  const manifest = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  await mkdir('.artifacts', { recursive: true });
  const packagePath = `.artifacts/lemma-${target}-${manifest.version}.vsix`;
  await createVSIX({
    cwd: process.cwd(),
    packagePath,
    target,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  const { size } = await stat(packagePath);
  console.log(`${packagePath}: ${(size / MEGABYTE).toFixed(1)} MB`);
  if (size > MAX_SIZE) throw new Error(`larger than ${MAX_SIZE / MEGABYTE} MB`);
  return packagePath;
}

const options = new Command('package')
  .description('Packs the extension for a platform')
  .addOption(new Option('--target <platform>').choices(TARGETS).default(hostTarget()))
  .parse()
  .opts<{ target: Target }>();
await packageVsix(options.target);
