import type { Score } from './score.js';

const header = ['skill', 'n', 'correct', 'form', 'meaning', 'valid', 'mean tokens', 'longest'];

function percent(scores: readonly Score[], holds: (score: Score) => boolean | undefined): string {
  const known = scores.map(holds).filter((value) => value !== undefined);
  if (known.length === 0) return '';
  return `${((100 * known.filter(Boolean).length) / known.length).toFixed(1)}%`;
}

function row(skill: string, scores: readonly Score[]): string[] {
  const tokens = scores.map((score) => score.reply.tokens);
  const mean = tokens.reduce((sum, count) => sum + count, 0) / tokens.length;
  return [
    skill,
    String(scores.length),
    percent(scores, (score) => score.correct),
    percent(scores, (score) => score.wellFormed),
    percent(scores, (score) => score.meaning),
    percent(scores, (score) => score.valid),
    mean.toFixed(0),
    String(Math.max(...tokens)),
  ];
}

/** The scores as a Markdown table with one row a skill, in the order the skills come first. */
export function skillTable(scores: readonly Score[]): string {
  const skills = new Map<string, Score[]>();
  for (const score of scores) {
    const { skill } = score.reply.problem;
    skills.set(skill, [...(skills.get(skill) ?? []), score]);
  }
  const rows = [header, ...[...skills].map(([skill, own]) => row(skill, own))];
  const widths = header.map((_, i) => Math.max(...rows.map((cells) => cells[i]?.length ?? 0)));
  const lines = rows.map(
    (cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}
