/** A document, and what is typed at a place in it. */
export interface TypedDocument {
  readonly name: string;
  readonly languageId: string;
  readonly before: string;
  readonly typed: string;
  readonly after: string;
}

const OPERATIONS = [
  ['add', 'a + b'],
  ['subtract', 'a - b'],
  ['multiply', 'a * b'],
  ['divide', 'a / b'],
] as const;

/** A file of some length, made of small functions. */
function tsFunctions(count: number): string {
  return Array.from({ length: count }, (_, index) => {
    const [name, result] = OPERATIONS[index % OPERATIONS.length] ?? OPERATIONS[0];
    return `export function ${name}${index}(a: number, b: number): number {\n  return ${result};\n}\n\n`;
  }).join('');
}

function pyFunctions(count: number): string {
  return Array.from({ length: count }, (_, index) => {
    const [name, result] = OPERATIONS[index % OPERATIONS.length] ?? OPERATIONS[0];
    return `def ${name}_${index}(a, b):\n    return ${result}\n\n\n`;
  }).join('');
}

/** Functions of the kinds that the demo model knows, typed amid a file of some 100 lines. */
export const TYPED_DOCUMENTS: readonly TypedDocument[] = [
  {
    name: 'numbers.ts',
    languageId: 'typescript',
    before: tsFunctions(24),
    typed: `export function sumToN(n: number): number {
  let sum = 0;
  for (let i = 1; i <= n; i++) {
    sum += i;
  }
  return sum;
}

export function maximum(left: number, right: number): number {
  if (left > right) {
    return left;
  }
  return right;
}
`,
    after: `\n${tsFunctions(6)}`,
  },
  {
    name: 'numbers.py',
    languageId: 'python',
    before: pyFunctions(24),
    typed: `def count_above(values, limit):
    count = 0
    for value in values:
        if value > limit:
            count += 1
    return count


def double_all(numbers):
    return [x * 2 for x in numbers]
`,
    after: `\n\n${pyFunctions(6)}`,
  },
];
