/** Something that ends. */
export interface Disposable {
  dispose(): void;
}

/** One scope: what is added is disposed with it, last added first. What is added too late is disposed at once. */
export class DisposableList implements Disposable {
  private readonly items: Disposable[] = [];
  private isDisposed = false;

  /** Ties a disposable to this scope and returns it. */
  add<T extends Disposable>(item: T): T {
    if (this.isDisposed) item.dispose();
    else this.items.push(item);
    return item;
  }

  /** Ties a function that ends something to this scope. */
  addFunction(dispose: () => void): void {
    this.add({ dispose });
  }

  dispose(): void {
    this.isDisposed = true;
    for (let item = this.items.pop(); item; item = this.items.pop()) item.dispose();
  }
}
