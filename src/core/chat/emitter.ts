/** Listeners of one kind of event. A listener that throws hurts neither the emitter nor the listeners after it. */
export class Emitter<T> {
  private readonly listeners = new Set<{ readonly call: (event: T) => void }>();
  private readonly onError: (error: unknown) => void;

  /** Without `onError` what a listener throws becomes an unhandled rejection, which every runtime reports. */
  constructor(onError?: (error: unknown) => void) {
    this.onError = onError ?? reject;
  }

  /** Calls the listener on every event until the returned function is called. */
  on(listener: (event: T) => void): () => void {
    const entry = { call: listener };
    this.listeners.add(entry);
    return () => {
      this.listeners.delete(entry);
    };
  }

  emit(event: T): void {
    for (const listener of [...this.listeners]) {
      if (!this.listeners.has(listener)) continue;
      try {
        listener.call(event);
      } catch (error) {
        this.onError(error);
      }
    }
  }

  clear(): void {
    this.listeners.clear();
  }
}

function reject(error: unknown): void {
  void Promise.reject(error instanceof Error ? error : new Error(String(error)));
}
