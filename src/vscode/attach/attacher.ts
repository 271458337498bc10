import { Range, Uri, window, workspace, type TextDocument } from 'vscode';
import { isSameText, isWholeLines } from '../../core/attach/pastedText.js';
import { holdsPrivateKey, isSecretPath } from '../../core/attach/secretPath.js';
import type { TurnAttachment } from '../../core/chat/turn.js';
import type { AttachTarget, DroppedFile } from '../../protocol/attachments.js';
import { readEditorContext, rangeContext } from '../editor/editorContext.js';
import type { LastEditor } from '../editor/lastEditor.js';
import { AttachRefusal, refusalWords } from './attachRefusal.js';
import { confirmSecret } from './confirmSecret.js';
import { contextAttachment } from './contextAttachment.js';
import type { DraftAttachments } from './draftAttachments.js';
import { checkText, readFileAttachment } from './fileReader.js';
import type { LastCopy } from './lastCopy.js';
import { readProblems } from './problemReader.js';

/** Most refusals that one message tells of. */
const MOST_TOLD = 3;

/** What {@link Attacher} stands on. */
export interface AttacherOptions {
  readonly drafts: DraftAttachments;
  readonly lastEditor: LastEditor;
  readonly lastCopy: LastCopy;
  /** Asks about a file that looks as if it held secrets. */
  readonly confirmSecret?: typeof confirmSecret;
}

/** Attaches things to the question that is being written. What cannot be attached is told; nothing secret comes unasked. */
export class Attacher {
  private readonly options: AttacherOptions;

  constructor(options: AttacherOptions) {
    this.options = options;
  }

  /** Attaches what a person named in the chat. */
  async attach(target: AttachTarget): Promise<void> {
    switch (target.kind) {
      case 'selection':
        await this.all([() => this.selection()]);
        break;
      case 'problems': {
        const uri = target.scope === 'file' ? this.document()?.uri : undefined;
        await this.all([() => readProblems(uri)]);
        break;
      }
      case 'file':
        await this.files([Uri.parse(target.uri, true)]);
        break;
      case 'browse': {
        const picked = await window.showOpenDialog({ canSelectMany: true });
        if (picked) await this.files(picked);
        break;
      }
    }
  }

  /**
   * Attaches what is selected in the active editor, else what the cursor is in.
   *
   * @throws LemmaError `noEditor`, `emptySelection`, `binarySelection`.
   */
  async addContext(): Promise<void> {
    const context = await readEditorContext();
    await this.all([() => contextAttachment(context)]);
  }

  /** Attaches whole files. */
  async files(uris: readonly Uri[]): Promise<void> {
    await this.dropped(uris.map(String), []);
  }

  /** Attaches what was dropped on the chat. */
  async dropped(addresses: readonly string[], files: readonly DroppedFile[]): Promise<void> {
    await this.all([
      ...addresses.map((address) => () => this.readFile(localUri(Uri.parse(address, true)))),
      ...files.map((file) => () => fromOutside(file)),
    ]);
  }

  /** Attachments with whole files as they are now; one that cannot be read any more stays as it was. */
  async refreshed(attachments: readonly TurnAttachment[]): Promise<readonly TurnAttachment[]> {
    const fresh = attachments.map(async (attachment) => {
      const { source, uri, text } = attachment;
      if (source !== 'file' || uri === undefined) return attachment;
      try {
        const read = await readFileAttachment(Uri.parse(uri, true));
        return holdsPrivateKey(read.text) && !holdsPrivateKey(text) ? attachment : read;
      } catch (thrown) {
        if (thrown instanceof AttachRefusal) return attachment;
        throw thrown;
      }
    });
    return Promise.all(fresh);
  }

  /** Attaches text with its place if it is what was copied last in an editor, or what is selected there. */
  async pasted(text: string): Promise<boolean> {
    const copied = this.options.lastCopy.get();
    if (copied && isSameText(text, copied.text)) {
      return this.pastedRange(copied.document, copied.range, copied.text);
    }
    const editor = this.options.lastEditor.get();
    if (!editor || editor.selection.isEmpty) return false;
    const { document, selection } = editor;
    const selected = document.getText(selection);
    return isSameText(text, selected) && this.pastedRange(document, selection, selected);
  }

  private async pastedRange(document: TextDocument, range: Range, text: string): Promise<boolean> {
    const lines = new Range(range.start.line, 0, range.end.line, Infinity);
    const whole = document.getText(document.validateRange(lines));
    if (text.trim() === '' || !isWholeLines(text, whole)) return false;
    const context = { ...rangeContext(document, range, 'selection'), selectedText: text };
    await this.all([() => contextAttachment(context)]);
    return true;
  }

  private selection(): TurnAttachment {
    const editor = this.options.lastEditor.get();
    if (!editor || editor.selection.isEmpty) throw new AttachRefusal('nothingSelected', '');
    return contextAttachment(rangeContext(editor.document, editor.selection, 'selection'));
  }

  private document(): TextDocument | undefined {
    return this.options.lastEditor.get()?.document;
  }

  /** Reads and adds one after the other: there may be a question about each. */
  private async all(
    reads: readonly (() => TurnAttachment | Promise<TurnAttachment | undefined>)[],
  ): Promise<void> {
    const refusals: AttachRefusal[] = [];
    for (const read of reads) {
      try {
        const attachment = await read();
        if (attachment) await this.add(attachment);
      } catch (thrown) {
        if (!(thrown instanceof AttachRefusal)) throw thrown;
        refusals.push(thrown);
      }
    }
    if (refusals.length > 0) tell(refusals);
  }

  private async add(attachment: TurnAttachment): Promise<void> {
    const { drafts } = this.options;
    const { path, text, source, uri } = attachment;
    if (source !== 'problems') checkText(text, path);
    if (drafts.isFull) throw new AttachRefusal('full', path);
    const isSecretFile = isSecretPath(uri === undefined ? path : Uri.parse(uri).path);
    const isSecret = source !== 'problems' && (isSecretFile || holdsPrivateKey(text));
    // A whole file was asked about before it was opened.
    const isAsked = source === 'file' && uri !== undefined && isSecretFile;
    if (isSecret && !isAsked && !(await this.confirm(path))) return;
    drafts.add(attachment, isSecret);
  }

  /** Reads a file, unless it looks secret and the user declines: then it is not even opened. */
  private async readFile(uri: Uri): Promise<TurnAttachment | undefined> {
    if (isSecretPath(uri.path) && !(await this.confirm(workspace.asRelativePath(uri)))) {
      return undefined;
    }
    return readFileAttachment(uri);
  }

  private confirm(path: string): Promise<boolean> {
    const { confirmSecret: confirm = confirmSecret } = this.options;
    return confirm(path, 'attach');
  }
}

/** What the window of a remote VS Code names with its own scheme is a file where this runs, unless folders here have that scheme. */
function localUri(uri: Uri): Uri {
  if (uri.scheme !== 'vscode-remote') return uri;
  const isKnown = workspace.workspaceFolders?.some((folder) => folder.uri.scheme === uri.scheme);
  return isKnown === true ? uri : uri.with({ scheme: 'file', authority: '' });
}

function fromOutside({ name, text }: DroppedFile): TurnAttachment {
  checkText(text, name);
  const endLine = text.split('\n').length;
  return { path: name, languageId: '', startLine: 1, endLine, text, source: 'file' };
}

function tell(refusals: readonly AttachRefusal[]): void {
  const words = refusals.map((refusal) => refusalWords(refusal));
  const told = [...new Set(words)].slice(0, MOST_TOLD);
  void window.showWarningMessage(`Lemma: ${told.join(' ')}`);
}
