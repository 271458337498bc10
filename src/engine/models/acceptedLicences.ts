import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonObject } from '../../core/text/jsonObject.js';

const FILE = 'licences.json';

/** Which licences the user has accepted, and when; kept beside the models. */
export class AcceptedLicences {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  async has(id: string): Promise<boolean> {
    return Object.hasOwn(await this.read(), id);
  }

  async accept(ids: readonly string[]): Promise<void> {
    const accepted = { ...(await this.read()) };
    for (const id of ids) accepted[id] ??= new Date().toISOString();
    await mkdir(this.folder, { recursive: true });
    await writeFile(join(this.folder, FILE), JSON.stringify(accepted, undefined, 1));
  }

  private async read(): Promise<Record<string, unknown>> {
    // Where there is none yet, or a damaged one, the question is asked again.
    const text = await readFile(join(this.folder, FILE), 'utf8').catch(() => '');
    return jsonObject(text) ?? {};
  }
}
