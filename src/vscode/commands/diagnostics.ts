import { version } from 'vscode';
import { arch, availableParallelism, platform, release, totalmem } from 'node:os';
import type { EngineState, LoadedModel } from '../../core/engine.js';
import {
  calibrationChoice,
  calibrationTable,
  ENGLISH_REASONS,
  ENGLISH_TABLE,
} from '../../core/models/calibrationTable.js';
import type { Settings } from '../settings.js';
import { SETTINGS, type SettingName } from '../settingValues.js';

/** What a report about a problem needs: versions, machine, engine and settings. Of the user's files it names the model only. */
export function diagnostics(
  extensionVersion: string,
  engine: EngineState,
  settings: Settings,
): string {
  const names = Object.keys(SETTINGS) as SettingName[];
  const lines = [
    `Lemma ${extensionVersion}`,
    `VS Code ${version}`,
    `Node ${process.versions.node}${electron()}`,
    `${platform()} ${release()} ${arch()}, ${availableParallelism()} CPUs, ${gibibytes(totalmem())} GiB`,
    `Engine: ${describeEngine(engine)}`,
    ...describeCalibration(engine),
    'Settings:',
    ...names.map((name) => `  lemma.${name}: ${JSON.stringify(settings.get(name))}`),
  ];
  return `${lines.join('\n')}\n`;
}

function describeEngine(state: EngineState): string {
  switch (state.kind) {
    case 'unloaded':
      return 'not loaded';
    case 'loading':
      return `loading, ${Math.round(state.fraction * 100)} %`;
    case 'failed':
      return `failed: ${state.error.code} ${JSON.stringify(state.error.details)}`;
    case 'ready': {
      const { name, architecture, fileSizeBytes } = state.model;
      return `ready: ${name} (${architecture}, ${gibibytes(fileSizeBytes)} GiB), ${describeRun(state.model)}${describeInfillModel(state.model)}`;
    }
  }
}

function describeInfillModel({ infillModel }: LoadedModel): string {
  if (!infillModel) return '';
  const { name, fileSizeBytes } = infillModel;
  return `; for suggestions ${name} (${gibibytes(fileSizeBytes)} GiB)`;
}

function describeCalibration(state: EngineState): string[] {
  const calibration = state.kind === 'ready' ? state.model.calibration : undefined;
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

function describeRun(model: LoadedModel): string {
  const { contextSize, kvCache, kvCacheLimit, threads, batchSize, backend } = model;
  const limit = kvCacheLimit === undefined ? '' : ` (${kvCacheLimit})`;
  return [
    `context ${contextSize}`,
    `KV cache ${kvCache.key}/${kvCache.value}${limit}`,
    `${threads} threads`,
    `batch ${batchSize}`,
    `flash attention ${model.flashAttention}`,
    `memory mapping ${model.memoryMapping}`,
    backend,
  ].join(', ');
}

function electron(): string {
  const electronVersion = process.versions['electron'];
  return electronVersion === undefined ? '' : `, Electron ${electronVersion}`;
}

function gibibytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(2);
}
