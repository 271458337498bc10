import type { AnswerValue } from './answerValue.js';
import { exactValue } from './exactValue.js';
import { freeSymbols, type MathJson, toLatex } from './mathJson.js';
import { readAnswer } from './readAnswer.js';
import { realSet, type RealSet } from './realSet.js';

/** An answer as it was understood, in one way of writing: for people, and for comparing by eye. */
export function canonicalAnswer(answer: string): string {
  return write(readAnswer(answer));
}

function write(value: AnswerValue): string {
  const reals =
    value.kind === 'tuple' || value.kind === 'set' || value.kind === 'expression'
      ? undefined
      : realSet(value);
  if (reals) return `${reals.of === undefined ? '' : `${reals.of} \\in `}${writeReals(reals)}`;
  switch (value.kind) {
    case 'expression':
      return `${formula(value.json)}${value.unit === undefined ? '' : ` ${value.unit}`}`;
    case 'list':
      return value.items.map(write).sort().join(', ');
    case 'set':
      return `\\{${value.items.map(write).sort().join(', ')}\\}`;
    case 'tuple':
      return `(${value.items.map(write).join(', ')})`;
    case 'interval': {
      const { low, high, lowOpen, highOpen, of } = value;
      const name = of === undefined ? '' : `${formula(of)} \\in `;
      return `${name}${lowOpen ? '(' : '['}${formula(low)}, ${formula(high)}${highOpen ? ')' : ']'}`;
    }
    case 'union':
      return value.items.map(write).join(' \\cup ');
    case 'intersection':
      return value.items.map(write).join(' \\cap ');
    case 'difference':
      return value.items.map(write).join(' \\setminus ');
    case 'matrix':
      return `[${value.rows.map((row) => `[${row.map(formula).join(', ')}]`).join(', ')}]`;
    case 'ratio':
      return value.parts.map(formula).join(':');
    case 'cases':
      return value.cases
        .map((each) => `${write(each.value)} if ${each.condition ? write(each.condition) : 'else'}`)
        .join('; ');
    case 'option':
      return `(${value.letter}) ${write(value.content)}`;
    case 'relation':
      return `${formula(value.left)} ${value.sign} ${write(value.right)}`;
    case 'member':
      return `${formula(value.of)} \\in ${write(value.set)}`;
    case 'text':
      return value.text;
  }
}

function formula(json: MathJson): string {
  const exact = freeSymbols(json).length === 0 ? exactValue(json) : undefined;
  return exact ? exact.toFraction() : toLatex(json);
}

function writeReals({ stretches }: RealSet): string {
  if (stretches.length === 0) return '\\emptyset';
  return stretches
    .map(({ low, high, lowOpen, highOpen }) =>
      low === high
        ? `\\{${low}\\}`
        : `${lowOpen ? '(' : '['}${bound(low)}, ${bound(high)}${highOpen ? ')' : ']'}`,
    )
    .join(' \\cup ');
}

function bound(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '\\infty';
  return value === Number.NEGATIVE_INFINITY ? '-\\infty' : String(value);
}
