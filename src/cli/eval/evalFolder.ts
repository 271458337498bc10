import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LemmaError } from '../../core/errors.js';
import { type EvalSample, parseSample } from '../../core/evaluation/sample.js';

/** What two runs must have in common to share a folder. */
export type EvalConditions = Readonly<Record<string, string | number>>;

/** Where an evaluation keeps what it made: every sample as a line, the conditions, the summary, the report. */
export class EvalFolder {
  readonly path: string;
  private tail: Promise<void> = Promise.resolve();

  constructor(folder: string) {
    this.path = folder;
  }

  /** The report's file. */
  get report(): string {
    return path.join(this.path, 'report.html');
  }

  /**
   * Opens the folder, and reads the samples of a run that is to go on. A line that was cut is left out.
   *
   * @throws LemmaError `evalExists` when there is a run that was not to go on, or one under other conditions: `details.differs`
   *   names the first of these.
   */
  async open(conditions: EvalConditions, resume: boolean): Promise<EvalSample[]> {
    await mkdir(this.path, { recursive: true });
    const before = await this.conditions();
    if (before === undefined) {
      await this.write('run.json', `${JSON.stringify(conditions, null, 2)}\n`);
      await writeFile(this.samplesFile, '');
      return [];
    }
    if (!resume) throw new LemmaError('evalExists', { path: this.path });
    const differs = Object.keys(conditions).find((name) => before[name] !== conditions[name]);
    if (differs !== undefined) throw new LemmaError('evalExists', { path: this.path, differs });
    const text = await readFile(this.samplesFile, 'utf8').catch(() => '');
    const samples = text.split('\n').flatMap((line) => parseSample(line) ?? []);
    await this.write('samples.jsonl', samples.map(lineOf).join(''));
    return samples;
  }

  /** The conditions of the run that is there; undefined where there is none. */
  async conditions(): Promise<EvalConditions | undefined> {
    try {
      return JSON.parse(await readFile(path.join(this.path, 'run.json'), 'utf8')) as EvalConditions;
    } catch {
      return undefined;
    }
  }

  /** Adds a sample to the record, behind those before it. */
  async add(sample: EvalSample): Promise<void> {
    this.tail = this.tail.then(() => appendFile(this.samplesFile, lineOf(sample)));
    await this.tail;
  }

  /** Writes a file whole or not at all. */
  async write(name: string, text: string): Promise<void> {
    const target = path.join(this.path, name);
    await writeFile(`${target}.part`, text);
    await rename(`${target}.part`, target);
  }

  private get samplesFile(): string {
    return path.join(this.path, 'samples.jsonl');
  }
}

function lineOf(sample: EvalSample): string {
  return `${JSON.stringify(sample)}\n`;
}
