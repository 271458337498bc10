import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ghostText } from '../../../src/core/completion/ghostText.js';
import { goldenText } from '../goldenText.js';

/**
 * Each file beside this one holds cases of one language id, its name up to the first dot:
 *
 *     === name of the case
 *     a document with █ where the cursor is
 *     --- raw
 *     what the model wrote
 *     --- ghost
 *     what is shown, or (none)
 */
const folder = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));

interface GoldenCase {
  readonly name: string;
  readonly document: string;
  readonly raw: string;
}

function readCases(text: string): GoldenCase[] {
  return text
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const [head = '', raw = ''] = part.split(/\n--- (?:raw|ghost)\n/);
      const border = head.indexOf('\n');
      return { name: head.slice(0, border), document: head.slice(border + 1), raw };
    });
}

function show({ name, document, raw }: GoldenCase, ghost: string | undefined): string {
  return `=== ${name}\n${document}\n--- raw\n${raw}\n--- ghost\n${ghost ?? '(none)'}\n`;
}

describe.each(files)('%s', (file) => {
  const path = `${folder}${file}`;
  const languageId = file.split('.', 1)[0] ?? '';
  const cases = readCases(readFileSync(path, 'utf8'));
  const shown = cases.map((golden) => {
    const [prefix = '', suffix = '', ...more] = golden.document.split('█');
    expect(more, `${golden.name} has one cursor`).toEqual([]);
    return show(golden, ghostText(golden.raw, { prefix, suffix, languageId }));
  });
  const expected = `${goldenText(path, shown.join('\n'))}\n`.split(/^(?==== )/m);

  it.each(cases.map((golden, index) => [golden.name, index] as const))('%s', (_name, index) => {
    expect(shown[index]?.trimEnd()).toBe(expected[index]?.trimEnd());
  });
});

it('has cases of every kind', () => {
  const cases = files.flatMap((file) => readCases(readFileSync(`${folder}${file}`, 'utf8')));
  expect(cases.length).toBeGreaterThanOrEqual(120);
  expect(files.length).toBeGreaterThanOrEqual(9);
});
