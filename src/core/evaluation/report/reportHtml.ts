import type { EvalProblem } from '../problem.js';
import type { PublicSet } from '../publicSets.js';
import type { ReferenceFigure } from '../referenceFigures.js';
import { adaptiveVotes, consensusCurve, groupBy, summarize } from '../summary.js';
import type { Share } from '../interval.js';
import type { EvalSample } from '../sample.js';
import { escapeHtml } from './escape.js';
import { histogram, percent, sharePlot } from './plot.js';
import { REPORT_STYLE } from './reportStyle.js';

/** What a report is made of. */
export interface ReportInput {
  readonly suite: string;
  /** What the run was made with, by name. */
  readonly settings: Readonly<Record<string, string | number>>;
  readonly problems: readonly EvalProblem[];
  readonly samples: readonly EvalSample[];
  /** Replies that each problem was to have. */
  readonly k: number;
  readonly references: readonly ReferenceFigure[];
  /** The public set that the problems are of. */
  readonly published?: PublicSet;
}

/** Most wrong problems that are listed. */
const MOST_LISTED = 100;

/** A page that needs nothing beside it: no script, no font, no picture from elsewhere. */
export function reportHtml(input: ReportInput): string {
  const { suite, settings, samples, k } = input;
  const budgets = byBudget(samples);
  const title = `Evaluation: ${suite}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${facts(settings)}
<h2>Results</h2>
${resultsTable(budgets, k)}
${publishedFigures(input, budgets.at(-1)?.[1] ?? [])}
${budgetPlot(budgets, k)}
${budgets.map(([budget, own]) => budgetSection(budget, own, k)).join('\n')}
<h2>Wrong answers</h2>
${wrongAnswers(input)}
<h2>How this was worked out</h2>
<p>pass@1 is the share of right replies, averaged over problems. Its 95 % interval is Wilson’s; replies to one problem are alike,
so they count as the effective number that gives the standard error clustered by problem. cons@k takes the answer that most of the
k replies to a problem agree on, of equally frequent ones the one that came first; answers are compared by what they say, not by
their letters. Its interval is Wilson’s over problems. Replies that a limit cut count as wrong unless they hold a box already. tok/s
is that of single replies while they are written, not of the whole run.</p>
</body>
</html>
`;
}

/** Replies that were made with a think budget. */
type BudgetSamples = readonly [budget: number | null, samples: readonly EvalSample[]];

/** The replies by their think budget, the smallest first. */
function byBudget(samples: readonly EvalSample[]): readonly BudgetSamples[] {
  return [...groupBy(samples, ({ budget }) => budget)].sort(
    ([a], [b]) => (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY),
  );
}

function resultsTable(budgets: readonly BudgetSamples[], k: number): string {
  const headings = [
    'Think budget',
    'Problems',
    'Replies',
    'pass@1',
    ...(k > 1 ? [`cons@${k}`] : []),
    'Thinking tokens: mean, median',
    'Budget spent',
    'Cut',
    'tok/s',
  ];
  const rows = budgets.map(([budget, own]) => {
    const found = summarize(own, k);
    return [
      budgetWords(budget),
      String(found.problems),
      String(found.samples),
      shareWords(found.pass1),
      ...(found.consensus ? [shareWords(found.consensus)] : []),
      `${found.meanThinkingTokens.toFixed(0)}, ${found.medianThinkingTokens}`,
      percent(found.budgetSpent),
      percent(found.cut),
      found.tokensPerSecond.toFixed(1),
    ];
  });
  return table(headings, rows);
}

/** Published figures beside what was measured with the largest think budget. */
function publishedFigures(
  { references, published, problems, k }: ReportInput,
  samples: readonly EvalSample[],
): string {
  if (references.length === 0) return '';
  const rows = references.map(({ model, measure, percent: figure, of, kind }) => {
    const own = kind === undefined ? samples : samples.filter((each) => each.kind === kind);
    const { pass1, consensus } = summarize(own, k);
    const found = of === 'pass1' ? pass1 : consensus;
    const words = own.length > 0 && found ? shareWords(found) : 'not measured';
    const measured = of === 'consensus' && found ? `cons@${k}: ${words}` : words;
    return [measure, model, `${figure.toFixed(1)} %`, measured];
  });
  const isPart = published !== undefined && problems.length !== published.problems;
  const note = isPart
    ? `<p>Problems asked here: ${problems.length}; ${escapeHtml(published.title)} has ${published.problems}.</p>`
    : '';
  const sources = [...new Set(references.map(({ source }) => source))];
  return [
    '<h2>Published figures</h2>',
    note,
    table(['Measure', 'Of', 'Published', 'Measured here'], rows),
    ...sources.map((source) => `<p>Source: ${escapeHtml(source)}.</p>`),
  ].join('\n');
}

function facts(settings: Readonly<Record<string, string | number>>): string {
  const rows = Object.entries(settings).map(
    ([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(String(value))}</dd>`,
  );
  return `<dl>${rows.join('')}</dl>`;
}

function budgetPlot(budgets: readonly BudgetSamples[], k: number): string {
  if (budgets.length < 2) return '';
  const points = budgets.map(([budget, own]) => ({
    label: budgetWords(budget),
    ...summarize(own, k).pass1,
  }));
  return `<h2>Accuracy against think budget</h2>${sharePlot('pass@1 by think budget', 'most thinking tokens', points)}`;
}

function budgetSection(budget: number | null, samples: readonly EvalSample[], k: number): string {
  const kinds = [...groupBy(samples, ({ kind }) => kind ?? '')];
  const thinking = samples.map(({ thinkingTokens, correct }) => ({
    value: thinkingTokens,
    isRight: correct,
  }));
  return [
    `<h2>Think budget: ${escapeHtml(budgetWords(budget))}</h2>`,
    kinds.length > 1
      ? table(
          ['Kind', 'Problems', 'pass@1', ...(k > 1 ? [`cons@${k}`] : []), 'Thinking tokens'],
          kinds.map(([kind, own]) => {
            const { problems, pass1, consensus, meanThinkingTokens } = summarize(own, k);
            return [
              kind,
              String(problems),
              shareWords(pass1),
              ...(consensus ? [shareWords(consensus)] : []),
              meanThinkingTokens.toFixed(0),
            ];
          }),
        )
      : '',
    k > 1 ? votes(samples, k) : '',
    thinking.some(({ value }) => value > 0)
      ? histogram('Thinking tokens of replies', 'thinking tokens', thinking)
      : '',
  ].join('\n');
}

function votes(samples: readonly EvalSample[], k: number): string {
  const points = consensusCurve(samples, k).map((share, index) => ({
    label: String(index + 1),
    ...share,
  }));
  const { right, meanSamples } = adaptiveVotes(samples, k);
  return (
    sharePlot('Majority of the first replies', 'replies that vote', points) +
    `<p>A vote that begins with three replies and asks for more while they disagree would have taken ${meanSamples.toFixed(1)} of ${k} replies, and been right in ${shareWords(right)}.</p>`
  );
}

function wrongAnswers({ problems, samples }: ReportInput): string {
  const byId = new Map(problems.map((problem) => [problem.id, problem]));
  const wrong = [
    ...groupBy(
      samples.filter(({ correct }) => !correct),
      ({ id }) => id,
    ),
  ];
  if (wrong.length === 0) return '<p>None.</p>';
  const listed = wrong.slice(0, MOST_LISTED).map(([id, replies]) => {
    const rows = replies.map((reply) => [
      `${budgetWords(reply.budget)}, reply ${reply.sample + 1}`,
      reply.prediction ?? 'none',
      reply.finish,
      String(reply.thinkingTokens),
    ]);
    const { prompt = '', gold = '' } = byId.get(id) ?? {};
    return (
      `<details><summary>${escapeHtml(id)} <span>${replies.length} wrong</span></summary>` +
      `<pre>${escapeHtml(prompt)}</pre><p>Right: <code>${escapeHtml(gold)}</code></p>` +
      `${table(['Think budget', 'Answer', 'Ended', 'Thinking tokens'], rows)}</details>`
    );
  });
  const more = wrong.length - listed.length;
  return listed.join('\n') + (more > 0 ? `<p>And ${more} more problems.</p>` : '');
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = headings.map((heading) => `<th>${escapeHtml(heading)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map(tableCell).join('')}</tr>`).join('');
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** Longest cell, in characters, that stays in one line. */
const SHORT = 32;

function tableCell(cell: string): string {
  const kind = cell.length <= SHORT ? 'short' : 'long';
  return `<td class="${kind}">${escapeHtml(cell.replaceAll(' %', '\u00a0%'))}</td>`;
}

/** A budget in words. */
export function budgetWords(budget: number | null): string {
  return budget === null ? 'none' : String(budget);
}

/** A share with its interval in words. */
export function shareWords({ value, low, high }: Share): string {
  return `${percent(value)} (${percent(low)} to ${percent(high)})`;
}
