import { spawn } from 'node:child_process';
import { childEnvironment } from '../vscode/command.js';
import { processGroup, type ProcessGroup } from '../vscode/processGroup.js';
import { taskEnvironment, type StartFolders } from './prepare.js';

/** Opens desktop VS Code with its own user data, beside any that the user has open. */
export function openDesktop(
  executable: string,
  folders: StartFolders,
  developmentExtensions: readonly string[],
): ProcessGroup {
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const child = spawn(
    executable,
    [
      folders.workspace,
      '--new-window',
      `--user-data-dir=${folders.userData}`,
      `--extensions-dir=${folders.extensions}`,
      ...developmentExtensions.map((path) => `--extensionDevelopmentPath=${path}`),
      ...[
        '--disable-workspace-trust',
        '--skip-welcome',
        '--skip-release-notes',
        '--disable-updates',
      ],
      // Chromium refuses to run its sandbox as root.
      ...(isRoot ? ['--no-sandbox'] : []),
    ],
    {
      detached: process.platform !== 'win32',
      stdio: 'ignore',
      env: childEnvironment(taskEnvironment(folders)),
    },
  );
  return processGroup(child);
}
