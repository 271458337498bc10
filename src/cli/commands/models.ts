import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { LemmaError } from '../../core/errors.js';
import { CATALOGUE, findInCatalogue, type Licence } from '../../core/models/catalogue.js';
import {
  addressText,
  DEFAULT_ENDPOINT,
  downloadUrl,
  fileNameOf,
  parseModelAddress,
} from '../../core/models/hubAddress.js';
import type { KvCacheType } from '../../core/models/kvCache.js';
import { fitModel, type ModelFit } from '../../core/models/modelFit.js';
import { recommend, recommendFile } from '../../core/models/recommend.js';
import { bytes, rate } from '../../core/text/quantity.js';
import { AcceptedLicences } from '../../engine/models/acceptedLicences.js';
import { checkModelFile } from '../../engine/models/checkModelFile.js';
import { findModels, modelStores } from '../../engine/models/foundModels.js';
import { readGgufSummary } from '../../engine/models/ggufHeader.js';
import { download } from '../../engine/models/hub/download.js';
import type { Fetch } from '../../engine/models/hub/http.js';
import { readRemoteSummary } from '../../engine/models/hub/remoteHeader.js';
import { type LibraryEntry, ModelLibrary } from '../../engine/models/modelLibrary.js';
import { modelsFolder } from '../../engine/models/modelsFolder.js';
import { thisMachine } from '../../engine/models/thisMachine.js';
import { demoModelPath } from '../paths.js';
import { downloadBar } from '../downloadBar.js';
import type { Terminal } from '../terminal.js';
import { table } from '../table.js';

/** Options of `lemma models`. */
export interface ModelsOptions {
  readonly json?: true;
  readonly folder?: string;
  readonly context?: number;
  readonly kvCacheType?: KvCacheType;
  readonly endpoint?: string;
  readonly acceptLicence?: true;
}

const DEFAULT_CONTEXT = 8192;

/** Prints the models on this machine: the demo model, downloads, and those of other programs. */
export async function listModels(options: ModelsOptions, terminal: Terminal): Promise<void> {
  const library = libraryOf(options);
  const own = await library.list();
  const others = await findModels(modelStores());
  const rows = [
    { name: 'demo', from: 'Lemma', sizeBytes: 0, path: demoModelPath() },
    ...own.map(({ path, sizeBytes, owned }) => ({
      name: basename(path),
      from: owned ? 'downloaded' : 'added',
      sizeBytes,
      path,
    })),
    ...others.map(({ name, program, sizeBytes, path }) => ({
      name,
      from: program,
      sizeBytes,
      path,
    })),
  ];
  if (options.json) terminal.answer(`${JSON.stringify(rows)}\n`);
  else {
    terminal.answer(
      table(
        ['Model', 'From', 'Size', 'Path'],
        rows.map(({ name, from, sizeBytes, path }) => [
          name,
          from,
          sizeBytes === 0 ? '' : bytes(sizeBytes),
          path,
        ]),
      ),
    );
  }
}

/** Prints how the files of a model fit this machine, and which one is recommended. */
export async function fitModels(
  id: string,
  options: ModelsOptions,
  terminal: Terminal,
): Promise<void> {
  const model = CATALOGUE.find((each) => each.id === id.toLowerCase());
  if (!model)
    throw new LemmaError('remoteNotFound', {
      url: `${id} (known: ${CATALOGUE.map((each) => each.id).join(', ')})`,
    });
  const { context: contextSize = DEFAULT_CONTEXT, kvCacheType = 'f16' } = options;
  const run = { contextSize, kvCacheType };
  const machine = await thisMachine(true);
  const { geometry } = model;
  const rows = model.files.map((file) => ({
    file,
    fit: fitModel({ ...run, fileSizeBytes: file.sizeBytes, geometry }, machine),
  }));
  const best = recommendFile(model, machine, run);
  if (options.json) {
    const printed = rows.map(({ file, fit }) => ({
      quantisation: file.quantisation,
      sizeBytes: file.sizeBytes,
      ...fit,
    }));
    terminal.answer(
      `${JSON.stringify({ model: model.id, ...run, machine, files: printed, recommended: best?.file.quantisation ?? null })}\n`,
    );
    return;
  }
  terminal.answer(
    table(
      ['', 'File', 'Size', `Memory at ${contextSize} tokens`, 'Runs on', 'tok/s'],
      rows.map(({ file, fit }) => [
        file === best?.file ? '→' : '',
        file.quantisation,
        `${file.sizeIs === 'estimated' ? '≈ ' : ''}${bytes(file.sizeBytes)}`,
        bytes(fit.need.total),
        placeWords(fit),
        speedWords(fit),
      ]),
    ),
  );
  terminal.note(
    `${bytes(machine.ram.free)} of ${bytes(machine.ram.total)} of memory are free${machine.gpu ? `, and ${bytes(machine.gpu.free)} of ${machine.gpu.name}` : ''}; ${bytes(machine.ramBandwidth ?? 0)}/s were measured.`,
  );
  const other = best ?? recommend(machine, run);
  if (!best) terminal.note(`No file of ${model.name} fits.`);
  terminal.note(
    other
      ? `Recommended: lemma models pull ${other.model.id}:${other.file.quantisation}`
      : 'Close other programs, take a smaller --context, or ask a server with --server.',
  );
}

/** Downloads a model by its name in the catalogue, its place on a hub, or its address. */
export async function pullModel(
  name: string,
  options: ModelsOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<void> {
  const known = findInCatalogue(name);
  const address = known?.file.address ?? parseModelAddress(name);
  if (!address) throw new LemmaError('remoteNotFound', { url: name });
  const library = libraryOf(options);
  if (known) await acceptLicences(known.model.licences, library.folder, options, terminal);
  const url = downloadUrl(
    address,
    options.endpoint ?? process.env['HF_ENDPOINT'] ?? DEFAULT_ENDPOINT,
  );
  // A token is for the hub, not for any place of the web.
  const token = address.kind === 'hub' ? process.env['HF_TOKEN'] : undefined;
  const fetcher: Fetch = (at, init) => fetch(at, init);
  if (!known) await describeRemote(fetcher, url, token, signal, terminal);
  const target = join(library.folder, fileNameOf(address));
  const bar = downloadBar(terminal);
  try {
    const file = await download({
      fetch: fetcher,
      url,
      target,
      source: addressText(address),
      token,
      signal,
      onProgress: bar.update,
    });
    await readGgufSummary(file.path);
    const { path, sizeBytes, sha256, verified } = file;
    await library.add({ path, sizeBytes, sha256, source: addressText(address), owned: true });
    bar.stop();
    if (!verified)
      terminal.note('The hub states no checksum for this file: it could not be verified.');
    terminal.answer(options.json ? `${JSON.stringify(file)}\n` : `${path}\n`);
  } finally {
    bar.stop();
  }
}

/** Reads a model again: its header, and its SHA-256 where it is known. */
export async function verifyModel(
  name: string,
  options: ModelsOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<void> {
  const entry = await findEntry(name, libraryOf(options));
  const { summary, sha256, compared } = await checkModelFile(entry, signal);
  if (options.json)
    terminal.answer(
      `${JSON.stringify({ ...summary, path: entry.path, sha256, verified: compared })}\n`,
    );
  else {
    terminal.answer(`${sha256}  ${entry.path}\n`);
    terminal.note(
      compared
        ? 'The file is what was downloaded.'
        : 'Its header is sound. No checksum is known to compare with.',
    );
    if (!summary.reasoning)
      terminal.note('This is no model of the R1 kind: it may not think before it answers.');
  }
}

/** Removes a download; a file that was there already is only forgotten. */
export async function removeModel(
  name: string,
  options: ModelsOptions,
  terminal: Terminal,
): Promise<void> {
  const library = libraryOf(options);
  const { path } = await findEntry(name, library);
  const { deleted } = await library.remove(path);
  terminal.note(
    deleted ? `Deleted ${path}` : `${path} was not downloaded by Lemma and stays where it is.`,
  );
}

function libraryOf(options: ModelsOptions): ModelLibrary {
  return new ModelLibrary(options.folder ?? modelsFolder());
}

async function findEntry(name: string, library: ModelLibrary): Promise<LibraryEntry> {
  const known = findInCatalogue(name);
  const file = known ? fileNameOf(known.file.address) : basename(name);
  const entry = (await library.list()).find(
    ({ path }) => path === resolve(name) || basename(path) === file,
  );
  return entry ?? { path: resolve(name), sizeBytes: 0, owned: false };
}

async function describeRemote(
  fetcher: Fetch,
  url: string,
  token: string | undefined,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<void> {
  const { summary, remote } = await readRemoteSummary({
    fetch: fetcher,
    url,
    token,
    signal,
  });
  terminal.note(
    `${summary.name ?? 'A model'}: ${summary.architecture}, ${bytes(remote.size)}, trained with ${summary.contextLength} tokens of context`,
  );
  if (!summary.reasoning)
    terminal.note('This is no model of the R1 kind: it may not think before it answers.');
}

async function acceptLicences(
  licences: readonly Licence[],
  folder: string,
  options: ModelsOptions,
  terminal: Terminal,
): Promise<void> {
  const accepted = new AcceptedLicences(folder);
  const open: Licence[] = [];
  for (const licence of licences) if (!(await accepted.has(licence.id))) open.push(licence);
  if (open.length === 0) return;
  terminal.note('This model comes under:');
  for (const { name, url, notice } of open)
    terminal.note(`  ${name}${notice === undefined ? '' : ` (${notice})`}: ${url}`);
  if (!options.acceptLicence && !(await asked('Do you accept? [y/N] ')))
    throw new LemmaError('licenceDeclined');
  await accepted.accept(open.map(({ id }) => id));
}

/** Asks a person; where there is none, the answer is no. */
async function asked(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(question);
  terminal.close();
  return /^y(?:es)?$/i.test(answer.trim());
}

function placeWords({ place, gpuLayers, layers }: ModelFit): string {
  switch (place) {
    case 'gpu':
      return 'GPU';
    case 'partlyGpu':
      return `partly GPU (${gpuLayers} of ${layers} layers)`;
    case 'cpu':
      return 'CPU only';
    case 'none':
      return 'does not fit';
  }
}

function speedWords({ tokensPerSecond }: ModelFit): string {
  if (!tokensPerSecond) return '';
  return `${rate(tokensPerSecond[0])} to ${rate(tokensPerSecond[1])}`;
}
