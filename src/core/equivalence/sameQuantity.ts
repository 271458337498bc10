import type { AnswerValue } from './answerValue.js';
import { sameAntiderivative } from './antiderivative.js';
import { sameExpression } from './expressions.js';
import { freeSymbols } from './mathJson.js';
import { unitQuotient } from './unitScale.js';

type Quantity = Extract<AnswerValue, { readonly kind: 'expression' }>;

/** Formulas with units: one may leave the unit out; a share may be written in percent. */
export function sameQuantity(a: Quantity, b: Quantity): boolean {
  if (a.unit !== undefined && b.unit !== undefined && a.unit !== b.unit) return isConverted(a, b);
  if (a.isCompound !== b.isCompound && isBare(a.isCompound ? b : a)) return false;
  if (sameExpression(a.json, b.json) || sameAntiderivative(a.json, b.json)) return true;
  if (a.unit === '%' && b.unit === undefined)
    return sameExpression(['Divide', a.json, 100], b.json);
  if (b.unit === '%' && a.unit === undefined)
    return sameExpression(a.json, ['Divide', b.json, 100]);
  return isUnitAsFactor(a, b) || isUnitAsFactor(b, a);
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
function isUnitAsFactor(a: Quantity, { json, unit }: Quantity): boolean {
  const [name, ...others] = freeSymbols(json);
  if (a.unit === undefined || unit !== undefined || name === undefined || others.length > 0)
    return false;
  const quotient = name.toLowerCase() === a.unit ? 1 : unitQuotient(a.unit, name);
  return quotient !== undefined && sameExpression(['Multiply', a.json, quotient, name], json);
}
