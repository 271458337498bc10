import type { EngineState, LoadedModel, ServerFacts } from '../engine.js';
import type { BackendTrial, Hardware } from './backends.js';
import {
  calibrationChoice,
  calibrationTable,
  ENGLISH_REASONS,
  ENGLISH_TABLE,
} from './calibrationTable.js';
import type { MemoryState } from './contextFit.js';
import type { Machine } from './modelFit.js';

/** What a report of the engine is made of. */
export interface EngineReportFacts {
  /** Programs with their versions, one a line. */
  readonly programs: readonly string[];
  readonly machine: Machine;
  readonly engine: EngineState;
  /** The engine that has suggestions alone; absent where there is none. */
  readonly suggestions?: EngineState | undefined;
  /** Names and values. */
  readonly settings: readonly (readonly [name: string, value: unknown])[];
}

/** Why a backend is used or not, in words. */
const OUTCOMES: Readonly<Record<BackendTrial['outcome'], string>> = {
  chosen: 'chosen',
  wrongSystem: 'not on this system',
  turnedOff: 'turned off by the settings',
  noDriver: 'no driver or runtime found',
  notShipped: 'not part of this installation',
  openFailed: 'its library did not open',
  loadFailed: 'the model could not be loaded on it',
  notNeeded: 'not tried: one before it works',
};

/** What was tried to run a model, what was chosen and why, in English, for whoever is to help. */
export function engineReport(facts: EngineReportFacts): string {
  const { programs, machine, engine, suggestions, settings } = facts;
  const { ram, gpu } = machine;
  return `${[
    ...programs,
    `Memory: ${memory(ram)}`,
    gpu ? `GPU: ${gpu.name}, ${memory(gpu)}` : 'GPU: none that tells its memory',
    ...engineLines('Engine', engine),
    ...(suggestions ? engineLines('Engine of suggestions', suggestions) : []),
    'Settings:',
    ...settings.map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`),
  ].join('\n')}\n`;
}

/** A text without the name of somebody's home folder, which is written as `~`; also where a path is part of JSON. */
export function withoutHome(text: string, home: string): string {
  if (home.length < 2) return text;
  const escaped = JSON.stringify(home).slice(1, -1);
  return [escaped, home].reduce((left, each) => left.replaceAll(each, '~'), text);
}

function engineLines(name: string, state: EngineState): string[] {
  switch (state.kind) {
    case 'unloaded':
      return [`${name}: no model is loaded, so nothing was tried`];
    case 'loading':
      return [`${name}: loading ${state.modelPath}, ${Math.round(state.fraction * 100)} %`];
    case 'failed': {
      const { code, details, cause } = state.error;
      const lines = typeof cause === 'string' ? cause.split('\n').slice(0, 20) : [];
      return [
        `${name}: loading ${state.modelPath} failed: ${code} ${JSON.stringify(details)}`,
        ...lines.map((line) => `  ${line}`),
      ];
    }
    case 'ready':
      if (state.model.server)
        return [`${name}: ready: ${serverWords(state.model, state.model.server)}`];
      return [
        ...modelLines(name, state.model),
        ...(state.model.hardware ? hardwareLines(state.model.hardware) : []),
        ...calibrationLines(state.model),
      ];
  }
}

/** What is known of a model of a server; what it runs on, the server alone knows. */
function serverWords({ name, contextSize }: LoadedModel, server: ServerFacts): string {
  const raw = server.takesRawPrompts ? 'takes raw completions' : 'takes no raw completions';
  return `${name} at ${server.host}, context ${contextSize}, ${raw}`;
}

function modelLines(engine: string, model: LoadedModel): string[] {
  const { name, architecture, fileSizeBytes, path } = model;
  const { contextSize, trainContextSize, kvCache, kvCacheLimit, threads, batchSize } = model;
  const limit = kvCacheLimit === undefined ? '' : ` (${kvCacheLimit})`;
  const run = [
    `context ${contextSize}`,
    `KV cache ${kvCache.key}/${kvCache.value}${limit}`,
    `${threads} threads`,
    `batch ${batchSize}`,
    `flash attention ${model.flashAttention}`,
    `memory mapping ${model.memoryMapping}`,
    model.backend,
  ];
  const { infillModel } = model;
  return [
    `${engine}: ready: ${name} (${architecture}, ${gibibytes(fileSizeBytes)}), ${run.join(', ')}`,
    `  file ${path}, trained with a context of ${trainContextSize}`,
    ...(infillModel
      ? [`  for suggestions ${infillModel.name} (${gibibytes(infillModel.fileSizeBytes)})`]
      : []),
  ];
}

function hardwareLines({ trials, gpuNames, gpuLayers, ram, gpu, release }: Hardware): string[] {
  return [
    `llama.cpp ${release}`,
    'Backends, in the order they are tried:',
    ...trials.map(({ backend, outcome, reason }) => {
      const why = reason === undefined ? '' : ` (${reason.replaceAll('\n', ' ')})`;
      return `  ${backend}: ${OUTCOMES[outcome]}${why}`;
    }),
    `Layers on the GPU: ${gpuLayers}${gpuNames.length === 0 ? '' : ` (${gpuNames.join(', ')})`}`,
    `Memory before the load: ${memory(ram)}${gpu ? `; of the GPU: ${memory(gpu)}` : ''}`,
  ];
}

function calibrationLines({ calibration }: LoadedModel): string[] {
  if (!calibration) return ['Calibration: none'];
  const { measuredAt, busy } = calibration;
  const text = [
    calibrationChoice(calibration, ENGLISH_TABLE, ENGLISH_REASONS),
    calibrationTable(calibration, ENGLISH_TABLE),
  ].join('\n');
  return [
    `Calibration of ${new Date(measuredAt).toISOString()}${busy ? ', on a busy machine' : ''}:`,
    ...text.split('\n').map((line) => `  ${line}`),
  ];
}

function memory({ free, total }: MemoryState): string {
  return `${gibibytes(free)} of ${gibibytes(total)} free`;
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(2)} GiB`;
}
