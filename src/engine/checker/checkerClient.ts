import { Worker } from 'node:worker_threads';
import type { CheckedReply } from '../../core/check/checkReply.js';
import type { Finding } from '../../core/check/finding.js';
import { LemmaError } from '../../core/errors.js';
import type { Clock } from '../../core/stream/clock.js';
import type { Ballot, Tally } from '../../core/voting/tally.js';
import type { CheckerJobs, CheckerResponse } from '../../protocol/checker.js';

/** What {@link CheckerClient} stands on. */
export interface CheckerClientOptions {
  /** Path of the checker's bundle. */
  readonly entry: string;
  readonly clock: Clock;
  /** Longest that a job may take, in milliseconds; then its thread is ended. */
  readonly limitMs?: number;
  /** How long an idle thread is kept for the next job, in milliseconds. */
  readonly idleMs?: number;
}

interface Job {
  readonly resolve: (result: CheckerJobs[keyof CheckerJobs]['result']) => void;
  readonly reject: (error: LemmaError) => void;
}

/**
 * Does mathematics in a thread of its own, so that nothing waits for it: the library is large, and a formula may take long.
 * The thread begins with the first job and ends when none has come for a while.
 */
export class CheckerClient {
  private readonly options: CheckerClientOptions;
  private readonly jobs = new Map<number, Job>();
  private worker: Worker | undefined;
  private lastId = 0;
  private timer: { readonly handle: unknown } | undefined;

  constructor(options: CheckerClientOptions) {
    this.options = options;
  }

  /** Groups the answers of a vote by what they say. */
  tally(ballots: readonly Ballot[]): Promise<Tally> {
    return this.run('tally', ballots);
  }

  /**
   * Checks what a reply says, without running any of it.
   *
   * @throws LemmaError `internal` where it takes too long.
   */
  check(reply: CheckedReply): Promise<readonly Finding[]> {
    return this.run('check', reply);
  }

  /** Ends the thread; jobs under way fail as `cancelled`. */
  dispose(): void {
    this.end(new LemmaError('cancelled'));
  }

  private run<K extends keyof CheckerJobs>(
    job: K,
    params: CheckerJobs[K]['params'],
  ): Promise<CheckerJobs[K]['result']> {
    const id = (this.lastId += 1);
    const worker = (this.worker ??= this.start());
    const done = new Promise<CheckerJobs[K]['result']>((resolve, reject) => {
      this.jobs.set(id, { resolve: resolve, reject });
    });
    worker.postMessage({ id, job, params });
    this.watch();
    return done;
  }

  private start(): Worker {
    const worker = new Worker(this.options.entry, { name: 'lemma-checker', execArgv: [] });
    worker.unref();
    worker.on('message', (response: CheckerResponse) => {
      this.take(response);
    });
    const lost = (detail: string): void => {
      if (this.worker !== worker) return;
      this.end(new LemmaError('internal', { reason: 'checkerEnded', detail }));
    };
    worker.on('error', (error) => {
      lost(error.stack ?? error.message);
    });
    worker.on('exit', (code) => {
      lost(`exit code ${code}`);
    });
    return worker;
  }

  private take(response: CheckerResponse): void {
    const job = this.jobs.get(response.id);
    this.jobs.delete(response.id);
    this.watch();
    if ('result' in response) job?.resolve(response.result);
    else job?.reject(new LemmaError('internal', { reason: 'checker', detail: response.failed }));
  }

  /** Ends the thread when the job under way takes too long, or when no job comes. */
  private watch(): void {
    const { clock, limitMs = 60_000, idleMs = 120_000 } = this.options;
    if (this.timer) clock.clearTimeout(this.timer.handle);
    const busy = this.jobs.size > 0;
    const handle = clock.setTimeout(
      () => {
        this.end(new LemmaError('internal', { reason: 'checkerTooSlow' }));
      },
      busy ? limitMs : idleMs,
    );
    this.timer = { handle };
  }

  private end(error: LemmaError): void {
    if (this.timer) this.options.clock.clearTimeout(this.timer.handle);
    this.timer = undefined;
    const { worker } = this;
    this.worker = undefined;
    const jobs = [...this.jobs.values()];
    this.jobs.clear();
    for (const { reject } of jobs) reject(error);
    void worker?.terminate();
  }
}
