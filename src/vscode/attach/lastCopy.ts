import { languages, type Range, type TextDocument } from 'vscode';
import type { Disposable } from '../lifetime/disposables.js';

/** A range of a document that was copied. */
export interface CopiedRange {
  readonly document: TextDocument;
  readonly range: Range;
  readonly text: string;
}

/** Remembers which range of an editor was copied last: what is pasted elsewhere tells only its text. */
export class LastCopy implements Disposable {
  private copied: CopiedRange | undefined;
  private readonly provider: Disposable;

  constructor() {
    // VS Code tells of a copy so that a paste can be prepared; nothing is pasted in another way than before.
    this.provider = languages.registerDocumentPasteEditProvider(
      '*',
      {
        prepareDocumentPaste: (document, ranges) => {
          const [range, ...others] = ranges;
          this.copied =
            range && others.length === 0
              ? { document, range, text: document.getText(range) }
              : undefined;
        },
      },
      { providedPasteEditKinds: [], copyMimeTypes: ['text/plain'] },
    );
  }

  /** The last copied range, as it was; undefined when several ranges or none were copied. */
  get(): CopiedRange | undefined {
    return this.copied;
  }

  dispose(): void {
    this.provider.dispose();
  }
}
