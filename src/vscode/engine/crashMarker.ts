import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { jsonObject } from '../../core/text/jsonObject.js';
import { hasCode } from '../../engine/systemError.js';

/** What of a load decides whether it ends in the same way again. */
export interface LoadManner {
  readonly isolation: 'thread' | 'process';
  readonly gpu: 'auto' | 'off';
  readonly gpuLayers: number | 'auto';
  readonly contextSize: number | 'auto';
}

/** What the engine was doing. */
export type EngineWork = {
  /** Absolute path of the model. */
  readonly modelPath: string;
} & (
  | { readonly kind: 'load'; readonly manner: LoadManner }
  | { readonly kind: 'generate' | 'calibrate' }
);

/** Work that a process did not live to end. */
export type Crash = EngineWork & {
  /** When the work began, in milliseconds since 1970. */
  readonly time: number;
};

/** How a {@link CrashMarker} works. */
export interface CrashMarkerOptions {
  /** Folder of the markers, made when needed; shared by all windows. */
  readonly folder: string;
  /** Id of this process. */
  readonly pid: number;
  readonly isAlive: (pid: number) => boolean;
  /** Told of a failure to read or write; nothing is thrown, because work goes on without a marker. */
  readonly onError: (thrown: unknown) => void;
}

/** A crash after the model was loaded. */
export type CrashAtWork = Extract<Crash, { readonly kind: 'generate' | 'calibrate' }>;

const MARKER = /^under-way-(\d+)\.json(\.draft)?$/;
/** The crash that the user has not decided about yet. */
const UNDECIDED = 'crashed.json';

/**
 * Tells the next start that this process ended in the middle of native code, which leaves no other trace: a file says what is
 * under way while it is. Each process has a file of its own, so that windows do not confuse each other.
 */
export class CrashMarker {
  private readonly options: CrashMarkerOptions;
  private readonly underWay = new Set<EngineWork>();
  private writing: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(options: CrashMarkerOptions) {
    this.options = options;
  }

  /** Marks work; resolves with the function that ends the mark once the mark is on disk. */
  async begin(work: EngineWork): Promise<() => void> {
    // A copy: the same work may be under way twice.
    const own = { ...work };
    this.underWay.add(own);
    await this.update();
    return () => {
      this.underWay.delete(own);
      void this.update();
    };
  }

  /** The crash that the user has not decided about: of an earlier start, or of a process that died since. */
  async find(): Promise<Crash | undefined> {
    let found: Crash | undefined;
    for (const name of await this.list()) {
      const [, digits, draft] = MARKER.exec(name) ?? [];
      if (digits === undefined || this.isRunning(Number(digits))) continue;
      const crash = draft === undefined ? await this.read(name) : undefined;
      // Only one window gets to take a marker over.
      if (crash && (await this.move(name, UNDECIDED))) found = crash;
      else await this.remove(name);
    }
    return found ?? (await this.read(UNDECIDED));
  }

  /** Keeps a crash that this process outlived, because it was another one that ended. */
  async record(crash: Crash): Promise<void> {
    try {
      await this.write(UNDECIDED, JSON.stringify(crash));
    } catch (thrown) {
      this.options.onError(thrown);
    }
  }

  /** Forgets the crash: the user has decided. */
  async forget(): Promise<void> {
    await this.remove(UNDECIDED);
  }

  /** Removes the mark and makes no more: what follows is an end on purpose. */
  async close(): Promise<void> {
    this.closed = true;
    this.underWay.clear();
    await this.update();
  }

  private get file(): string {
    return `under-way-${this.options.pid}.json`;
  }

  private update(): Promise<void> {
    this.writing = this.writing.then(async () => {
      const work = this.closed ? undefined : [...this.underWay].at(-1);
      try {
        if (!work) {
          await rm(join(this.options.folder, this.file), { force: true });
          return;
        }
        const { pid } = this.options;
        await this.write(this.file, JSON.stringify({ ...work, time: Date.now(), pid }));
      } catch (thrown) {
        this.options.onError(thrown);
      }
    });
    return this.writing;
  }

  /** Replaces a file in one step: the process may end at any moment, and another window may look. */
  private async write(name: string, text: string): Promise<void> {
    const file = join(this.options.folder, name);
    const draft = `${file}.draft`;
    try {
      await writeFile(draft, text);
    } catch {
      // Most often the folder is not there yet.
      await mkdir(this.options.folder, { recursive: true });
      await writeFile(draft, text);
    }
    await rename(draft, file);
  }

  /** Whether a marker's process runs; a marker with this process's id that it has not made is of one before it. */
  private isRunning(pid: number): boolean {
    return pid === this.options.pid ? this.underWay.size > 0 : this.options.isAlive(pid);
  }

  private async list(): Promise<readonly string[]> {
    return readdir(this.options.folder).catch((thrown: unknown) => {
      if (!hasCode(thrown, 'ENOENT')) this.options.onError(thrown);
      return [];
    });
  }

  /** The crash in a file; undefined where there is none, where it cannot be read, and where the whole machine went down. */
  private async read(name: string): Promise<Crash | undefined> {
    try {
      const crash = parseCrash(await readFile(join(this.options.folder, name), 'utf8'));
      const startOfSystem = Date.now() - uptime() * 1000;
      return name !== UNDECIDED && crash && crash.time < startOfSystem ? undefined : crash;
    } catch (thrown) {
      if (!hasCode(thrown, 'ENOENT')) this.options.onError(thrown);
      return undefined;
    }
  }

  private async move(from: string, to: string): Promise<boolean> {
    const { folder } = this.options;
    return rename(join(folder, from), join(folder, to)).then(
      () => true,
      (thrown: unknown) => {
        if (!hasCode(thrown, 'ENOENT')) this.options.onError(thrown);
        return false;
      },
    );
  }

  private async remove(name: string): Promise<void> {
    await rm(join(this.options.folder, name), { force: true }).catch(this.options.onError);
  }
}

function parseCrash(text: string): Crash | undefined {
  const { kind, modelPath, time, manner } = jsonObject(text) ?? {};
  if (typeof modelPath !== 'string' || typeof time !== 'number') return undefined;
  if (kind === 'generate' || kind === 'calibrate') return { kind, modelPath, time };
  const parsed = kind === 'load' ? parseManner(manner) : undefined;
  return parsed && { kind: 'load', modelPath, time, manner: parsed };
}

function parseManner(value: unknown): LoadManner | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { isolation, gpu, gpuLayers, contextSize }: Partial<Record<string, unknown>> = { ...value };
  const isCount = (count: unknown): count is number | 'auto' =>
    count === 'auto' || typeof count === 'number';
  if (isolation !== 'thread' && isolation !== 'process') return undefined;
  if (gpu !== 'auto' && gpu !== 'off') return undefined;
  if (!isCount(gpuLayers) || !isCount(contextSize)) return undefined;
  return { isolation, gpu, gpuLayers, contextSize };
}
