import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Bundles of VS Code that decide whether an extension may use a proposed API, below its `out` folder. */
const BUNDLES = [
  'vs/workbench/api/node/extensionHostProcess.js',
  'vs/workbench/api/worker/extensionHostWorkerMain.js',
  'vs/code/browser/workbench/workbench.js',
] as const;

/** `isProposedApiEnabled`, turned into "always", right before the function that throws with upstream's message. */
const ALWAYS_ENABLED =
  /function ([\w$]+)\((\w+),(\w+)\)\{return!0\}(function [\w$]+\(\2,\3\)\{if\(!\1\(\2,\3\)\)throw new Error\(`Extension '\$\{\2\.identifier\.value\}' CANNOT use API proposal)/;
const CHECKED =
  /\{return!!(\w+)\.enabledApiProposals\?\.includes\(\w+\)\}function [\w$]+\(\1,\w+\)\{if\(/;
const ALL_ENABLED_FLAG = '_envEnablesProposedApiForAll=!0';

/**
 * Puts desktop VS Code's check of proposed APIs back into one bundle of code-server, which switches every proposed API
 * on for every extension: tests would pass with calls that throw for users.
 * @returns the text with the check (unchanged where it is there already)
 * @throws Error when the place cannot be found, so that a version without the check never goes unnoticed
 */
export function restoreProposedApiCheck(source: string): string {
  const checked = source
    .replace(
      ALWAYS_ENABLED,
      (_, name: string, extension: string, proposal: string, rest: string) =>
        `function ${name}(${extension},${proposal}){return!!${extension}.enabledApiProposals?.includes(${proposal})}${rest}`,
    )
    .replace(ALL_ENABLED_FLAG, ALL_ENABLED_FLAG.replace('!0', '!1'));
  if (!CHECKED.test(checked)) throw new Error('the check of proposed APIs was not found');
  return checked;
}

/** Restores the check in an installed VS Code; `out` is its folder of bundles. */
export async function restoreProposedApiChecks(out: string): Promise<void> {
  for (const bundle of BUNDLES) {
    const file = join(out, bundle);
    const source = await readFile(file, 'utf8');
    try {
      const checked = restoreProposedApiCheck(source);
      if (checked !== source) await writeFile(file, checked);
    } catch (cause) {
      throw new Error(`Cannot prepare ${file} for tests`, { cause });
    }
  }
}
