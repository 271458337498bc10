/** What a page of the workbench opens. */
export interface WorkbenchTarget {
  /** Absolute path of the folder on the server's machine. */
  readonly folder: string;
  /** Absolute folders of development extensions (needs a server with `automation`). */
  readonly developmentExtensions?: readonly string[];
  /** Absolute path of a test module to run in the extension host (needs a server with `automation`). */
  readonly tests?: string;
}

/** Address at which the server at `serverUrl` shows `target`. */
export function workbenchUrl(serverUrl: string, target: WorkbenchTarget): string {
  const url = new URL(serverUrl);
  const remote = (path: string): string => `vscode-remote://${url.host}${path}`;
  const payload = [
    ...(target.developmentExtensions ?? []).map((path) => [
      'extensionDevelopmentPath',
      remote(path),
    ]),
    ...(target.tests === undefined ? [] : [['extensionTestsPath', remote(target.tests)]]),
  ];
  url.searchParams.set('folder', target.folder);
  if (payload.length > 0) {
    url.searchParams.set('payload', JSON.stringify([...payload, ['skipWelcome', 'true']]));
  }
  return url.toString();
}
