import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';

/** What the engine was doing. */
export interface EngineWork {
  readonly kind: 'load' | 'generate' | 'calibrate';
  /** Absolute path of the model. */
  readonly modelPath: string;
}

/** Work that a process did not live to end. */
export interface Crash extends EngineWork {
  /** When the work began, in milliseconds since 1970. */
  readonly time: number;
}

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
    return join(this.options.folder, `under-way-${this.options.pid}.json`);
  }

  private update(): Promise<void> {
    this.writing = this.writing.then(async () => {
      const work = this.closed ? undefined : [...this.underWay].at(-1);
      try {
        if (!work) {
          await rm(this.file, { force: true });
          return;
        }
        const { kind, modelPath } = work;
        const text = JSON.stringify({ kind, modelPath, time: Date.now(), pid: this.options.pid });
        await this.write(text);
      } catch (thrown) {
        this.options.onError(thrown);
      }
    });
    return this.writing;
  }

  /** Replaces the marker in one step: the process may end at any moment, and another window may look. */
  private async write(text: string): Promise<void> {
    const draft = `${this.file}.draft`;
    try {
      await writeFile(draft, text);
    } catch {
      // Most often the folder is not there yet.
      await mkdir(this.options.folder, { recursive: true });
      await writeFile(draft, text);
    }
    await rename(draft, this.file);
  }

  /** Whether a marker's process runs; a marker with this process's id that it has not made is of one before it. */
  private isRunning(pid: number): boolean {
    return pid === this.options.pid ? this.underWay.size > 0 : this.options.isAlive(pid);
  }

  private async list(): Promise<readonly string[]> {
    return readdir(this.options.folder).catch((thrown: unknown) => {
      if (!isMissing(thrown)) this.options.onError(thrown);
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
      if (!isMissing(thrown)) this.options.onError(thrown);
      return undefined;
    }
  }

  private async move(from: string, to: string): Promise<boolean> {
    const { folder } = this.options;
    return rename(join(folder, from), join(folder, to)).then(
      () => true,
      (thrown: unknown) => {
        if (!isMissing(thrown)) this.options.onError(thrown);
        return false;
      },
    );
  }

  private async remove(name: string): Promise<void> {
    await rm(join(this.options.folder, name), { force: true }).catch(this.options.onError);
  }
}

function parseCrash(text: string): Crash | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, modelPath, time }: Partial<Record<string, unknown>> = { ...value };
  if (kind !== 'load' && kind !== 'generate' && kind !== 'calibrate') return undefined;
  if (typeof modelPath !== 'string' || typeof time !== 'number') return undefined;
  return { kind, modelPath, time };
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
}
