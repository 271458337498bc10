import type { MathJson } from './mathJson.js';

/** What is measured, and what one of a unit is of the first one listed for it, as a quotient. */
type Scale = readonly [kind: string, top: number, bottom: number];

const SCALES: Readonly<Record<string, Scale>> = {
  mm: ['length', 1, 1],
  cm: ['length', 10, 1],
  dm: ['length', 100, 1],
  m: ['length', 1000, 1],
  km: ['length', 1_000_000, 1],
  in: ['length', 254, 10],
  ft: ['length', 3048, 10],
  yd: ['length', 9144, 10],
  mi: ['length', 1_609_344, 1],
  mg: ['mass', 1, 1],
  g: ['mass', 1000, 1],
  kg: ['mass', 1_000_000, 1],
  oz: ['mass', 45_359_237, 1600],
  lb: ['mass', 45_359_237, 100],
  ml: ['volume', 1, 1],
  cl: ['volume', 10, 1],
  dl: ['volume', 100, 1],
  l: ['volume', 1000, 1],
  s: ['time', 1, 1],
  min: ['time', 60, 1],
  h: ['time', 3600, 1],
  day: ['time', 86_400, 1],
  week: ['time', 604_800, 1],
  month: ['calendar', 1, 1],
  year: ['calendar', 12, 1],
  cent: ['money', 1, 1],
  dollar: ['money', 100, 1],
};

/** A unit as `base^exponent` over another one. */
const UNIT = /^([a-z]+)(?:\^(\d))?(?:\/([a-z]+)(?:\^(\d))?)?$/;

/** What one of a unit is of another one that measures the same; undefined where none of the kind is known. */
export function unitQuotient(unit: string, other: string): MathJson | undefined {
  const [a, b] = [factorOf(unit), factorOf(other)];
  return a && a.kind === b?.kind ? ['Divide', a.factor, b.factor] : undefined;
}

function factorOf(unit: string): { kind: string; factor: MathJson } | undefined {
  const [, top = '', power = '1', bottom, bottomPower = '1'] = UNIT.exec(unit) ?? [];
  const over = scaled(top, power);
  if (!over || bottom === undefined) return over;
  const under = scaled(bottom, bottomPower);
  return (
    under && { kind: `${over.kind}/${under.kind}`, factor: ['Divide', over.factor, under.factor] }
  );
}

function scaled(name: string, power: string): { kind: string; factor: MathJson } | undefined {
  const scale = Object.hasOwn(SCALES, name) ? SCALES[name] : undefined;
  if (!scale) return undefined;
  const [kind, top, bottom] = scale;
  return {
    kind: power === '1' ? kind : `${kind}^${power}`,
    factor: ['Power', ['Divide', top, bottom], Number(power)],
  };
}
