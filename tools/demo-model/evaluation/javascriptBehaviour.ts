import { createContext, Script } from 'node:vm';

const argumentLists: readonly (readonly unknown[])[] = [
  [7, 3, 2],
  [-4, 9, 5],
  [2, 2, 1],
  [0, 5, 3],
  [6, 1, 4],
  ['Ann'],
  [[3, 8, 5], 4],
  [[10, -2], 4],
  [[1], 4],
];
const longestRun = 500;
const unsafe = /[[\\`]|\b(?:import|this|constructor|eval|Function|async|await|new|while)\b/;
const member = /\.\s*(?!length\b|map\b)\D/;

function withoutTypes(code: string): string {
  return code.replace(/^export /, '').replace(/: (?:number|string|boolean)(?:\[\])?/g, '');
}

/**
 * What a function of the generated TypeScript or JavaScript returns for a fixed set of calls.
 *
 * Only the few kinds of syntax that the model was taught are run: no member but `length` and `map`,
 * no index, no template; in a context of its own without any object of this process.
 *
 * @returns Undefined where there is no such function, or the code is not of that kind.
 */
export function javascriptBehaviour(code: string, name: string): string | undefined {
  const plain = withoutTypes(code);
  if (unsafe.test(plain) || member.test(plain)) return undefined;
  const calls = `JSON.stringify(${JSON.stringify(argumentLists)}.map((args) => {
    try { return String(JSON.stringify(${name}(...args))); } catch { return 'error'; }
  }))`;
  try {
    const script = new Script(`${plain}\n;typeof ${name} === 'function' ? ${calls} : undefined`);
    const context = createContext(Object.create(null) as object, {
      codeGeneration: { strings: false, wasm: false },
    });
    const result: unknown = script.runInContext(context, { timeout: longestRun });
    return typeof result === 'string' ? result : undefined;
  } catch {
    return undefined;
  }
}
