import { exactValue } from './exactValue.js';
import { args, head, type MathJson } from './mathJson.js';

type Rows = readonly (readonly MathJson[])[];

/** Most rows and columns of a matrix that is worked with. */
const MAX_SIZE = 4;
const MAX_POWER = 4;
/** Most numbers, symbols and functions in the entries of a matrix that is worked with. */
const MAX_NODES = 200;

/** A formula whose sums, products, powers, inverses and determinants of matrices are worked out, entry by entry. */
export function workedOutMatrices(json: MathJson): MathJson {
  const name = head(json);
  if (name === undefined || name === 'Matrix') return json;
  const parts = args(json).map(workedOutMatrices);
  const rebuilt: MathJson = [name, ...parts];
  const matrices = parts.map(rowsOf);
  if (!matrices.some(Boolean)) return rebuilt;
  return combined(name, parts, matrices) ?? rebuilt;
}

/** The entries of a matrix, row by row; undefined where a formula is none, or a large one. */
function rowsOf(json: MathJson): Rows | undefined {
  if (head(json) === 'Delimiter' && args(json).length === 1) return rowsOf(args(json)[0] ?? json);
  if (head(json) !== 'Matrix') return undefined;
  const rows = args(args(json)[0] ?? json).map((row) => args(row));
  const width = rows[0]?.length ?? 0;
  const isSmall = width > 0 && width <= MAX_SIZE && rows.length <= MAX_SIZE;
  return isSmall && rows.every((row) => row.length === width) && isShort(rows) ? rows : undefined;
}

function isShort(rows: Rows): boolean {
  return rows.flat().reduce<number>((sum, entry) => sum + nodes(entry), 0) <= MAX_NODES;
}

function nodes(json: MathJson): number {
  return args(json).reduce<number>((sum, arg) => sum + nodes(arg), 1);
}

function combined(
  name: string,
  parts: readonly MathJson[],
  matrices: readonly (Rows | undefined)[],
): MathJson | undefined {
  const [a, b] = matrices;
  const [, second] = parts;
  switch (name) {
    case 'Determinant':
    case 'Abs':
      return a && isSquare(a) ? determinant(a) : undefined;
    case 'Transpose':
      return a && matrixOf(transposed(a));
    case 'Inverse':
      return a && inverse(a);
    case 'Negate':
      return a && scaled(-1, a);
    case 'Divide':
      return a && !b && second !== undefined ? scaled(['Divide', 1, second], a) : undefined;
    case 'Power': {
      const times = second === undefined ? undefined : exactValue(second)?.valueOf();
      return a && times !== undefined ? power(a, times) : undefined;
    }
    case 'Add':
    case 'Subtract':
      return a && b && parts.length === 2 ? sum(name, a, b) : undefined;
    case 'Multiply':
    case 'InvisibleOperator':
      return product(parts, matrices);
    default:
      return undefined;
  }
}

function matrixOf(rows: Rows): MathJson {
  return ['Matrix', ['List', ...rows.map((row): MathJson => ['List', ...row.map(shortened)])]];
}

/** A number in place of a formula of numbers, so that entries do not grow. */
function shortened(entry: MathJson): MathJson {
  const value = exactValue(entry);
  if (!value) return entry;
  const top: MathJson = { num: String(value.s * value.n) };
  return value.d === 1n ? top : ['Divide', top, { num: String(value.d) }];
}

function isSquare(rows: Rows): boolean {
  return rows.length === rows[0]?.length;
}

function transposed(rows: Rows): Rows {
  return (rows[0] ?? []).map((_entry, column) => rows.flatMap((row) => row[column] ?? []));
}

function scaled(by: MathJson, rows: Rows): MathJson {
  return matrixOf(rows.map((row) => row.map((entry): MathJson => ['Multiply', by, entry])));
}

function sum(sign: 'Add' | 'Subtract', a: Rows, b: Rows): MathJson | undefined {
  if (a.length !== b.length || a[0]?.length !== b[0]?.length) return undefined;
  return matrixOf(
    a.map((row, at) => row.map((entry, column): MathJson => [sign, entry, b[at]?.[column] ?? 0])),
  );
}

function product(
  parts: readonly MathJson[],
  matrices: readonly (Rows | undefined)[],
): MathJson | undefined {
  const factors = parts.filter((_part, at) => matrices[at] === undefined);
  const [first, ...others] = matrices.filter((rows) => rows !== undefined);
  let result: Rows | undefined = first;
  for (const next of others) result = result && times(result, next);
  if (!result) return undefined;
  return factors.length === 0 ? matrixOf(result) : scaled(['Multiply', ...factors], result);
}

function times(a: Rows, b: Rows): Rows | undefined {
  if (a[0]?.length !== b.length || !isShort(a)) return undefined;
  const columns = transposed(b);
  return a.map((row) =>
    columns.map((column) =>
      shortened(['Add', ...row.map((entry, at): MathJson => ['Multiply', entry, column[at] ?? 0])]),
    ),
  );
}

function power(rows: Rows, exponent: number): MathJson | undefined {
  if (!isSquare(rows) || !Number.isInteger(exponent) || exponent > MAX_POWER) return undefined;
  if (exponent === -1) return inverse(rows);
  if (exponent < 1) return undefined;
  let result: Rows | undefined = rows;
  for (let n = 1; n < exponent; n++) result = result && times(result, rows);
  return result && matrixOf(result);
}

function determinant(rows: Rows): MathJson {
  const [first = [], ...others] = rows;
  if (others.length === 0) return first[0] ?? 1;
  return shortened([
    'Add',
    ...first.map((entry, column): MathJson => [
      'Multiply',
      column % 2 === 0 ? 1 : -1,
      entry,
      determinant(others.map((row) => row.filter((_entry, at) => at !== column))),
    ]),
  ]);
}

/** The matrix of signed minors, turned over, by the determinant. */
function inverse(rows: Rows): MathJson | undefined {
  if (!isSquare(rows)) return undefined;
  const whole = determinant(rows);
  if (exactValue(whole)?.n === 0n) return undefined;
  const minor = (row: number, column: number): MathJson =>
    determinant(
      rows.filter((_row, at) => at !== row).map((each) => each.filter((_e, at) => at !== column)),
    );
  return matrixOf(
    rows.map((row, at) =>
      row.map((_entry, column): MathJson => [
        'Divide',
        ['Multiply', (at + column) % 2 === 0 ? 1 : -1, minor(column, at)],
        whole,
      ]),
    ),
  );
}
