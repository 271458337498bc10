import { LemmaError } from '../../core/errors.js';
import { modelFileName } from '../../core/models/modelOverrides.js';
import { type GgufSummary, readGgufSummary } from './ggufHeader.js';
import { sha256OfFile } from './modelHashes.js';

/** A model file to check. */
export interface ModelFileToCheck {
  /** Absolute path. */
  readonly path: string;
  /** SHA-256 that it had when it came, in hexadecimal. */
  readonly sha256?: string | undefined;
}

/** What a check found of a file that is sound. */
export interface CheckedModelFile {
  readonly summary: GgufSummary;
  readonly sha256: string;
  /** Whether there was a SHA-256 to compare with. */
  readonly compared: boolean;
}

/**
 * Reads a whole model again: its header, and its SHA-256 where one is known. Stores that name files by their content, as those
 * of Ollama and of Hugging Face do, tell it by the name.
 *
 * @throws LemmaError `modelDamaged` where the SHA-256 differs, and as `readGgufSummary`; an AbortError when the signal fires.
 */
export async function checkModelFile(
  { path, sha256 }: ModelFileToCheck,
  signal: AbortSignal,
  onBytes?: (bytes: number) => void,
): Promise<CheckedModelFile> {
  const summary = await readGgufSummary(path);
  const found = await sha256OfFile(path, signal, onBytes);
  const expected = sha256 ?? hashInName(path);
  if (expected !== undefined && expected !== found) throw new LemmaError('modelDamaged', { path });
  return { summary, sha256: found, compared: expected !== undefined };
}

function hashInName(path: string): string | undefined {
  return /^(?:sha256-)?([0-9a-f]{64})$/.exec(modelFileName(path))?.[1];
}
