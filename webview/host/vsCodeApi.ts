/** What VS Code gives a webview to talk to its host. */
export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  /** Callable once in the life of a webview. */
  function acquireVsCodeApi(): VsCodeApi;
}
