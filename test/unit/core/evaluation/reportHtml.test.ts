import { describe, expect, it } from 'vitest';
import { publicSet } from '../../../../src/core/evaluation/publicSets.js';
import { referenceFigures } from '../../../../src/core/evaluation/referenceFigures.js';
import { reportHtml, type ReportInput } from '../../../../src/core/evaluation/report/reportHtml.js';
import { sampleOf } from './sampleOf.js';

const HOSTILE = '</script><script>alert(1)</script>"><img src=x onerror=alert(2)>&\u0001';

function report(input: Partial<ReportInput> = {}): string {
  const problems = [{ id: HOSTILE, prompt: HOSTILE, gold: HOSTILE, kind: HOSTILE }];
  const wrong = { gold: HOSTILE, kind: HOSTILE, prediction: HOSTILE, correct: false };
  return reportHtml({
    suite: HOSTILE,
    settings: { [HOSTILE]: HOSTILE },
    problems,
    samples: [
      sampleOf(HOSTILE, 0, wrong),
      sampleOf(HOSTILE, 1, wrong),
      sampleOf('other', 0, { budget: 64 }),
      sampleOf('other', 1, { budget: 64, kind: 'x' }),
    ],
    k: 2,
    references: referenceFigures('aime24'),
    ...input,
  });
}

describe('the report', () => {
  it('needs nothing from elsewhere and runs nothing, whatever a model or a file says', () => {
    const html = report();
    expect(html).toContain("content=\"default-src 'none'; style-src 'unsafe-inline'\"");
    expect(html).not.toMatch(/<(?:script|img|link|iframe|object|a)\b/i);
    expect(html).not.toMatch(/<[^<>]*\s(?:on\w+|src|href)=/i);
    expect(html).not.toContain('\u0001');
    // What opens closes: no text broke out of its place.
    for (const tag of ['svg', 'table', 'details', 'figure', 'text', 'tr', 'td'])
      expect(html.split(new RegExp(`<${tag}[ >]`)).length, tag).toBe(
        html.split(`</${tag}>`).length,
      );
  });

  it('has published figures beside measured ones, plots, and how it was worked out', () => {
    const html = report();
    expect(html).toContain('AIME 2024 cons@64');
    expect(html).toContain('80.0\u00a0%');
    expect(html).toContain('cons@2: 0.0\u00a0%');
    expect(html.match(/<svg /g)?.length).toBeGreaterThanOrEqual(4);
    expect(html).toContain('Wilson');
  });

  it('says where only a part of the public set was asked', () => {
    const published = publicSet('aime24');
    expect(published).toBeDefined();
    const part = report({ ...(published && { published }) });
    expect(part).toContain('Problems asked here: 1; AIME 2024 has 30.');
    expect(report()).not.toContain('Problems asked here');
  });
});
