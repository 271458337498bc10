/** Environment variable that carries a {@link StartTask} to the companion, as JSON. */
export const TASK_VARIABLE = 'LEMMA_START_TASK';

/** What the companion does when VS Code has started. */
export interface StartTask {
  /** Absolute path of the Markdown file with problems. */
  readonly file: string;
  /** Absolute path of the file that takes one line about what was done. */
  readonly report: string;
}

/** Reads a task; undefined where there is none. */
export function parseTask(text: string | undefined): StartTask | undefined {
  if (text === undefined || text === '') return undefined;
  const { file, report } = JSON.parse(text) as Partial<StartTask>;
  return file === undefined || report === undefined ? undefined : { file, report };
}
