import type { AnswerValue } from './answerValue.js';
import { sameAntiderivative } from './antiderivative.js';
import { sameExpression } from './expressions.js';
import { freeSymbols, type MathJson } from './mathJson.js';
import { unitQuotient } from './unitScale.js';

type Quantity = Extract<AnswerValue, { readonly kind: 'expression' }>;

/**
 * Formulas with units: one may leave the unit out; a share may be written in percent, as 5 % is `5` and `0.05`. Degrees alone are a
 * unit, too: `60^\circ` is `60`, and therefore not `\frac{\pi}{3}`.
 */
export function sameQuantity(a: Quantity, b: Quantity): boolean {
  if (a.unit !== undefined && b.unit !== undefined && !areAlike(a.unit, b.unit))
    return isConverted(a, b);
  if (a.isCompound !== b.isCompound && isBare(a.isCompound ? b : a)) return false;
  if (sameExpression(a.json, b.json) || sameAntiderivative(a.json, b.json)) return true;
  if (a.unit === '%' && b.unit === undefined)
    return sameExpression(['Divide', a.json, 100], b.json);
  if (b.unit === '%' && a.unit === undefined)
    return sameExpression(a.json, ['Divide', b.json, 100]);
  return isUnitAsFactor(a, b) || isUnitAsFactor(b, a);
}

/** The same unit; degrees may be those of a scale. */
function areAlike(a: string, b: string): boolean {
  return (
    a === b || ([a, b].every((unit) => unit.startsWith('degree')) && [a, b].includes('degree'))
  );
}

function isBare({ json, unit }: Quantity): boolean {
  return unit === undefined && freeSymbols(json).length === 0;
}

/** `1 km` against `1000 m`. */
function isConverted(a: Quantity, b: Quantity): boolean {
  const quotient = unitQuotient(a.unit ?? '', b.unit ?? '');
  return quotient !== undefined && sameExpression(['Multiply', a.json, quotient], b.json);
}

/** `5 h`, where the unit was read as an unknown, against five hours. */
function isUnitAsFactor(a: Quantity, { json, unit: other }: Quantity): boolean {
  const [name, ...others] = freeSymbols(json);
  if (a.unit === undefined || other !== undefined || name === undefined || others.length > 0)
    return false;
  const [, power = '1'] = /\^(\d)$/.exec(a.unit) ?? [];
  const unit = power === '1' ? name : `${name}^${power}`;
  const quotient = unit.toLowerCase() === a.unit ? 1 : unitQuotient(a.unit, unit);
  const factor: MathJson = ['Power', name, Number(power)];
  return quotient !== undefined && sameExpression(['Multiply', a.json, quotient, factor], json);
}
