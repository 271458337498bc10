import type { CancellationToken } from 'vscode';

/** An AbortController that also fires with a token of VS Code; `dispose` lets go of the token. */
export function abortWith(token: CancellationToken): {
  readonly controller: AbortController;
  dispose(): void;
} {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  const listener = token.onCancellationRequested(() => {
    controller.abort();
  });
  return {
    controller,
    dispose() {
      listener.dispose();
    },
  };
}

/** Waits; resolves early, with false, when the signal fires. */
export function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const end = (elapsed: boolean): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(elapsed);
    };
    const onAbort = (): void => {
      end(false);
    };
    const timer = setTimeout(() => {
      end(true);
    }, ms);
    signal.addEventListener('abort', onAbort);
  });
}
