import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Calibration, ChoiceReason, SpeedSample } from '../../core/models/calibration.js';

/** What a calibration holds for. Anything else in it makes another one. */
export interface CalibrationKey {
  /** Size and time of the model's file. */
  readonly model: string;
  /** Processor, cores, memory and backend. */
  readonly machine: string;
  /** Release of llama.cpp. */
  readonly library: string;
  /** Settings that change how fast a way to run is. */
  readonly settings: string;
}

/** Calibrations remembered; the oldest are forgotten. */
const MOST = 64;

/** Remembers calibrations in a JSON file that several windows share. A file that cannot be read is as good as empty. */
export class CalibrationStore {
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  async find(key: CalibrationKey): Promise<Calibration | undefined> {
    return (await this.read()).get(textOf(key));
  }

  /** Keeps a calibration in place of an earlier one. Rejects where the file cannot be written. */
  async remember(key: CalibrationKey, calibration: Calibration): Promise<void> {
    const known = await this.read();
    known.delete(textOf(key));
    known.set(textOf(key), calibration);
    const temporary = `${this.file}.${process.pid}.tmp`;
    try {
      await mkdir(dirname(this.file), { recursive: true });
      await writeFile(temporary, JSON.stringify([...known].slice(-MOST)));
      await rename(temporary, this.file);
    } catch (thrown) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw thrown;
    }
  }

  private async read(): Promise<Map<string, Calibration>> {
    const known = new Map<string, Calibration>();
    let entries: unknown;
    try {
      entries = JSON.parse(await readFile(this.file, 'utf8'));
    } catch {
      return known;
    }
    for (const entry of Array.isArray(entries) ? (entries as unknown[]) : []) {
      const [key, value] = Array.isArray(entry) ? (entry as unknown[]) : [];
      const calibration = parseCalibration(value);
      if (typeof key === 'string' && calibration) known.set(key, calibration);
    }
    return known;
  }
}

function textOf({ model, machine, library, settings }: CalibrationKey): string {
  return JSON.stringify([model, machine, library, settings]);
}

type Fields = Partial<Record<string, unknown>>;

/** Undefined for anything that is no calibration: native code must see no other numbers than are meant for it. */
function parseCalibration(value: unknown): Calibration | undefined {
  const fields = fieldsOf(value);
  const choice = parseChoice(fields);
  const { decodePerSecond, prefillPerSecond, measuredAt, tookMs, busy, samples } = fields;
  const reasons = fieldsOf(fields['reasons']);
  const { threads, batchSize, flashAttention } = reasons;
  if (!choice || !isReason(threads) || !isReason(batchSize) || !isReason(flashAttention)) {
    return undefined;
  }
  if (!isPositive(decodePerSecond) || !isPositive(prefillPerSecond)) return undefined;
  if (!isPositive(measuredAt) || !isPositive(tookMs) || typeof busy !== 'boolean') return undefined;
  return {
    ...choice,
    reasons: { threads, batchSize, flashAttention },
    samples: Array.isArray(samples) ? (samples as unknown[]).flatMap(parseSample) : [],
    decodePerSecond,
    prefillPerSecond,
    measuredAt,
    tookMs,
    busy,
  };
}

function parseSample(value: unknown): SpeedSample[] {
  const fields = fieldsOf(value);
  const choice = parseChoice(fields);
  const { depth, prefillMs, decodeMs } = fields;
  if (!choice || typeof depth !== 'number' || !isPositive(prefillMs)) return [];
  return [{ ...choice, depth, prefillMs, ...(isPositive(decodeMs) && { decodeMs }) }];
}

function parseChoice({
  threads,
  batchSize,
  flashAttention,
}: Fields): Pick<Calibration, 'threads' | 'batchSize' | 'flashAttention'> | undefined {
  if (!isCount(threads, 1024) || !isCount(batchSize, 8192)) return undefined;
  if (typeof flashAttention !== 'boolean' && flashAttention !== 'auto') return undefined;
  return { threads, batchSize, flashAttention };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function isCount(value: unknown, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most;
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

function isReason(value: unknown): value is ChoiceReason {
  return value === 'measured' || value === 'rule' || value === 'setting';
}
