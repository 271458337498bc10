import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_MODEL, lemma, type Run, startLemma } from './harness/lemmaCli.js';
import type { TurnJson } from '../../src/cli/turnAsJson.js';
import type { VoteJson } from '../../src/cli/voteAsJson.js';

const json = (run: Run): TurnJson => JSON.parse(run.stdout) as TurnJson;

describe('lemma in a terminal', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lemma-cli-'));
    // What is measured here is not remembered for the user of this machine; only Linux takes notice.
    process.env['XDG_CACHE_HOME'] = folder;
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('solves: the trace on stderr, the answer on stdout', async () => {
    const run = await lemma('solve', '2x + 3 = 11', '--seed', '7');
    expect(run.code).toBe(0);
    expect(run.stderr).toContain('I need to solve 2x + 3 = 11');
    expect(run.stdout).toContain('\\boxed{4}');
    expect(run.stdout).not.toContain('I need to');
  });

  it('prints one object with --json, the same for the same seed', async () => {
    const args = ['solve', 'What is 384 + 257?', '--json', '--seed', '11'];
    const [one, two] = [json(await lemma(...args)), json(await lemma(...args))];
    expect(one).toMatchObject({ boxed: '641', finish: 'eos', thinkingEnd: 'closeTag', seed: 11 });
    expect(one.usage?.completionTokens).toBeGreaterThan(one.usage?.thinkingTokens ?? 0);
    expect(one.model).toBe('Tiny Reasoner');
    expect([two.thinking, two.answer]).toEqual([one.thinking, one.answer]);
  });

  it('keeps to a think budget, and thinks not at all when told so', async () => {
    const cut = json(await lemma('solve', 'What is 384 + 257?', '--json', '--budget', '20'));
    expect(cut.thinkingEnd).toBe('budget');
    expect(cut.usage?.thinkingTokens).toBeLessThanOrEqual(20);
    expect(cut.answer).not.toBe('');
    const none = json(await lemma('solve', 'What is 384 + 257?', '--json', '--no-think'));
    expect(none.thinking).toBe('');
    expect(none.answer).not.toBe('');
  });

  it('explains lines of a file', async () => {
    const run = await lemma('explain', 'test/workspace/stats.ts:1-7', '--seed', '7');
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('`sumValues`');
  });

  it('completes at a place', async () => {
    const file = path.join(folder, 'a.ts');
    const head = 'function addNumbers(a: number, b: number): number {\n';
    await writeFile(file, `${head}  \n}\n`);
    const run = await lemma('complete', `${file}:2:3`, '--temperature', '0');
    expect(run).toMatchObject({ code: 0, stdout: 'return a + b;\n' });
  });

  it.runIf(process.platform === 'linux')('measures the model, and remembers it', async () => {
    const run = await lemma('calibrate');
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/^threads +batch +flash attention +context +read, tokens\/s/);
    expect(run.stdout).toContain('\nthreads: 1 (by rule)\n');
    expect(run.stderr).toMatch(/^Tiny Reasoner, \w+, measured in \d/);
    const kept = await readFile(path.join(folder, 'lemma', 'calibrations.json'), 'utf8');
    expect(JSON.parse(kept)).toHaveLength(1);
    const printed = JSON.parse(
      (await lemma('calibrate', '--json', '--batch-size', '24', '--flash-attention', 'off')).stdout,
    ) as {
      readonly batchSize: number;
      readonly reasons: Readonly<Record<string, string>>;
    };
    expect(printed).toMatchObject({ batchSize: 24, reasons: { batchSize: 'setting' } });
  });

  it('tells scripts what went wrong by its exit code, and people in words', async () => {
    const half = path.join(folder, 'half.gguf');
    await writeFile(half, (await readFile(DEMO_MODEL)).subarray(0, 1_000_000));
    const cases: readonly [code: number, words: RegExp, ...args: string[]][] = [
      [2, /unknown command/, 'sing'],
      [2, /whole number/, 'solve', '1 + 1', '--budget', 'much'],
      [2, /--votes/, 'solve', '1 + 1', '--votes', '17'],
      [2, /needs --votes/, 'solve', '1 + 1', '--all-votes'],
      [2, /lemma solve -- /, 'solve', '-7x = 91'],
      [2, /FILE:line:column/, 'complete', 'a.ts'],
      [2, /no address of a server/, 'solve', '1 + 1', '--server', 'localhost'],
      [2, /plain http/, 'solve', '1 + 1', '--server', 'http://gpu.example/v1'],
      [3, /empty/, 'solve', ' '],
      [3, /no readable text/, 'explain', path.join(folder, 'none.ts')],
      [3, /binary/, 'explain', DEMO_MODEL],
      [4, /No model file/, 'solve', '1 + 1', '--model', path.join(folder, 'none.gguf')],
      [4, /not a GGUF/, 'solve', '1 + 1', '--model', 'package.json'],
      [4, /incomplete/, 'solve', '1 + 1', '--model', half],
    ];
    for (const [code, words, ...args] of cases) {
      const run = await lemma(...args);
      expect(run.code, args.join(' ')).toBe(code);
      expect(run.stderr).toMatch(words);
      expect(run.stdout).toBe('');
    }
  });

  it('serves the model to other programs until it is told to stop', async () => {
    const server = startLemma('serve', '--port', '0', '--json');
    try {
      const printed = await new Promise<string>((resolve) => {
        server.stdout?.setEncoding('utf8').once('data', resolve);
      });
      const { url, model } = JSON.parse(printed) as {
        readonly url: string;
        readonly model: string;
      };
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
      expect(model).toBe('tiny-reasoner');
      const response = await fetch(`${url}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          messages: [{ role: 'user', content: 'What is 384 + 257?' }],
          seed: 11,
        }),
      });
      expect(JSON.stringify(await response.json())).toContain('641');
      const solved = json(
        await lemma('solve', 'What is 384 + 257?', '--server', url, '--json', '--seed', '11'),
      );
      expect(solved).toMatchObject({ boxed: '641', thinkingEnd: 'closeTag', model });
      const out = path.join(folder, 'served');
      const measured = await lemma(
        ...['eval', '--suite', 'demo', '--server', url, '--limit', '1', '--concurrency', '4'],
        ...['--out', out, '--json', '--max-tokens', '1000'],
      );
      expect(JSON.parse(measured.stdout)).toMatchObject([{ problems: 4, samples: 4 }]);
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      expect(await ended).toBe(0);
    } finally {
      server.kill('SIGKILL');
    }
  });

  it('measures how often the model is right, and goes on where it was', async () => {
    const out = path.join(folder, 'eval');
    const args = ['eval', '--suite', 'demo', '--out', out, '--json', '--max-tokens', '1000'];
    const first = await lemma(...args, '--limit', '1');
    expect(first.code).toBe(0);
    const second = await lemma(...args, '--limit', '1', '--k', '2', '--resume');
    const [all] = JSON.parse(second.stdout) as [
      { problems: number; samples: number; pass1: { value: number }; kinds: object },
    ];
    expect(all).toMatchObject({ problems: 4, samples: 8 });
    expect(all.pass1.value).toBeGreaterThan(0.5);
    expect(Object.keys(all.kinds)).toHaveLength(4);
    expect(second.stderr).toContain('4 replies to make, 4 are there');
    expect(await readFile(path.join(out, 'report.html'), 'utf8')).toContain('<svg');
    const model = path.join(folder, 'tiny-reasoner.gguf');
    const bytes = await readFile(DEMO_MODEL);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    await writeFile(model, bytes);
    const other = await lemma(...args, '--resume', '--model', model);
    expect(other).toMatchObject({ code: 2 });
    expect(other.stderr).toContain('(model SHA-256)');
    const missing = await lemma('eval', '--suite', 'aime24', '--suites-dir', folder);
    expect(missing.stderr).toContain(path.join(folder, 'aime24.jsonl'));
  });

  it('refuses what cannot fit, with the numbers', async () => {
    const file = path.join(folder, 'long.md');
    await writeFile(file, 'many words '.repeat(3000));
    const run = await lemma('explain', file, '--context', '1024');
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/takes \d{4,} tokens and the context holds 1024/);
  });

  it('grades pairs of answers line by line, and names the lines that are none', async () => {
    const file = path.join(folder, 'pairs.jsonl');
    const lines = [
      { gold: '\\frac{1}{2}', prediction: 'So it is \\boxed{0.5}.' },
      { gold: '(1,2]', prediction: '1 < x \\le 2' },
      { gold: 12, prediction: '13' },
    ].map((pair) => JSON.stringify(pair));
    await writeFile(file, [...lines, '{"gold": 1}', 'no JSON', ''].join('\n'));
    const run = await lemma('grade', file);
    expect(run.code).toBe(0);
    expect(
      run.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { equal: true, gold: '1/2', prediction: '1/2' },
      { equal: true, gold: '(1, 2]', prediction: 'x \\in (1, 2]' },
      { equal: false, gold: '12', prediction: '13' },
      { error: 'unreadable', line: 4 },
      { error: 'unreadable', line: 5 },
    ]);
    expect(run.stderr).toContain('3 pairs: 2 equal (66.7 %), 1 different, 2 unreadable');
    expect((await lemma('grade', path.join(folder, 'missing.jsonl'))).code).toBe(3);
  });

  it('checks an answer with --check: the solution put into the equation, the steps worked out again', async () => {
    const run = await lemma('solve', '2x + 3 = 11', '--seed', '7', '--check');
    expect(run.stderr).toContain('✓ 2x + 3 = 11, x = 4 (put into the equation: 11 = 11)');
    expect(run.stderr).toMatch(/\d+ checked, 0 contradicted, 0 not checkable/);
    const printed = await lemma('solve', '2x + 3 = 11', '--seed', '7', '--check', '--json');
    expect(JSON.parse(printed.stdout)).toMatchObject({
      checks: expect.arrayContaining([
        expect.objectContaining({ kind: 'substitution', verdict: 'checked' }),
      ]) as unknown,
    });
  });

  it('votes: asks until the answers agree, prints the agreed one and tells every sample', async () => {
    const args = ['solve', 'What is 384 + 257?', '--seed', '7', '--threads', '1', '--votes', '5'];
    const run = await lemma(...args);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('\\boxed{641}');
    expect(run.stderr).toMatch(/^Up to 5 answers of [\d,]+ tokens: at most [\d,]+ tokens/m);
    expect(run.stderr).toMatch(/^Answer 1: 641 \(\d+ tokens, seed 7\)$/m);
    expect(run.stderr).toContain('3 of 3 agree: 641');
    const printed = JSON.parse((await lemma(...args, '--all-votes', '--json')).stdout) as VoteJson;
    expect(printed).toMatchObject({ answer: '641', tied: false });
    // Replies of one length end in one step: more than the three that decide may have ended by then.
    expect(printed.votes).toBeGreaterThanOrEqual(3);
    expect(printed.agree).toBe(printed.votes);
    expect(printed.samples.map(({ seed }) => seed)).toEqual([7, 8, 9, 10, 11]);
    const finished = printed.samples.filter(({ finish }) => finish === 'eos');
    expect(finished).toHaveLength(printed.votes);
    for (const { thinking, answer, boxed, usage } of finished) {
      expect(thinking).toContain('384 + 257');
      expect([answer.includes('641'), boxed, Number(usage?.completionTokens) > 50]).toEqual([
        true,
        '641',
        true,
      ]);
    }
  });

  it('measures how well a model fills holes, in the way asked for', async () => {
    const args = ['bench', 'infill', '--cases', '2', '--threads', '1'];
    const run = await lemma(...args, '--way', 'fillHole', '--json');
    expect(run.code).toBe(0);
    const report = JSON.parse(run.stdout) as {
      readonly scores: readonly { readonly kind: string; readonly cases: number }[];
      readonly outcomes: readonly { readonly text: string }[];
    };
    expect(report).toMatchObject({ model: DEMO_MODEL, way: 'fillHole', seed: 1 });
    expect(report.scores.map(({ kind, cases }) => `${kind} ${cases}`)).toEqual([
      'singleLine 2',
      'multiLine 2',
      'randomSpan 2',
      'all 6',
    ]);
    expect(report.outcomes).toHaveLength(6);
    expect(run.stdout).not.toContain('think>');
    const shown = await lemma(...args);
    expect(shown.stdout).toMatch(/^holes +cases +shown +exact match/);
    // The demo model has no tokens for it.
    const refused = await lemma(...args, '--way', 'fillInMiddle');
    expect(refused.code).toBe(4);
  });

  it('measures the engine beside the bare library', async () => {
    const run = await lemma('bench', '--rounds', '1', '--tokens', '16', '--threads', '1', '--json');
    expect(run.code).toBe(0);
    const { engines } = JSON.parse(run.stdout) as {
      readonly engines: readonly {
        readonly name: string;
        readonly decode?: number;
        readonly peak?: number;
        readonly ratios?: { readonly decode: number };
        readonly reason?: string;
      }[];
    };
    const [raw, whole, peer] = engines;
    expect(raw).toMatchObject({ name: 'raw loop', ratios: { decode: 1 } });
    expect(whole?.name).toBe('whole path');
    expect(whole?.decode).toBeGreaterThan(0);
    expect(whole?.peak).toBeGreaterThan(1e7);
    // Measured where it is installed; else the command that installs it.
    if (peer?.decode === undefined) expect(peer?.reason).toContain('npm install');
    const missing = await lemma('bench', '--model', path.join(folder, 'none.gguf'));
    expect(missing).toMatchObject({ code: 4, stdout: '' });
  });
});
