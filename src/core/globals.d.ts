// What every runtime of Lemma has (Node, VS Code's extension host, a webview) and lib.es2023 does not declare.

declare global {
  interface AbortSignal {
    readonly aborted: boolean;
    readonly reason: unknown;
    addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
    removeEventListener(type: 'abort', listener: () => void): void;
    throwIfAborted(): void;
  }

  interface AbortController {
    readonly signal: AbortSignal;
    abort(reason?: unknown): void;
  }

  // A `var` is what merges with the declarations of Node and the DOM.
  var AbortController: { prototype: AbortController; new (): AbortController };
}

export {};
