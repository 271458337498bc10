import { hasFiles } from '../host/transferred.js';

/**
 * Takes files that are dropped on an element or anything in it, and shows by a class that they can be. VS Code lets a drag
 * into a webview only while Shift is held.
 */
export class DropZone {
  private readonly element: HTMLElement;
  private readonly onDrop: (transfer: DataTransfer) => void;
  private readonly controller = new AbortController();

  constructor(element: HTMLElement, onDrop: (transfer: DataTransfer) => void) {
    this.element = element;
    this.onDrop = onDrop;
    const { signal } = this.controller;
    element.addEventListener('dragover', this.over, { signal });
    element.addEventListener('dragleave', this.left, { signal });
    element.addEventListener('drop', this.dropped, { signal });
  }

  dispose(): void {
    this.show(false);
    this.controller.abort();
  }

  private readonly over = (event: DragEvent): void => {
    if (!event.dataTransfer || !hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    this.show(true);
  };

  private readonly left = (event: DragEvent): void => {
    const isWithin =
      event.relatedTarget instanceof Node && this.element.contains(event.relatedTarget);
    if (!isWithin) this.show(false);
  };

  private readonly dropped = (event: DragEvent): void => {
    this.show(false);
    if (!event.dataTransfer || !hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    this.onDrop(event.dataTransfer);
  };

  private show(isOver: boolean): void {
    this.element.classList.toggle('lemma-dropping', isOver);
  }
}
