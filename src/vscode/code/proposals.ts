import {
  commands,
  l10n,
  Range,
  TabInputTextDiff,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
  type TextDocument,
} from 'vscode';
import { LemmaError } from '../../core/errors.js';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';
import type { TextSpan } from './targetRange.js';

/** Scheme of the proposed side of a diff. */
const PROPOSAL_SCHEME = 'lemma-proposal';

interface Proposal {
  readonly document: TextDocument;
  readonly version: number;
  readonly span: TextSpan;
  readonly replacement: string;
  readonly text: string;
}

/** Changes shown in VS Code's diff editor, to be accepted or discarded there. Nothing is written before. */
export class Proposals implements Disposable {
  private readonly byUri = new Map<string, Proposal>();
  private readonly owned = new DisposableList();
  private count = 0;

  constructor() {
    this.owned.add(
      workspace.registerTextDocumentContentProvider(PROPOSAL_SCHEME, {
        provideTextDocumentContent: (uri) => this.byUri.get(uri.toString())?.text,
      }),
    );
    this.owned.add(
      window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const tab of closed) {
          const uri = proposalOf(tab.input);
          if (uri) this.byUri.delete(uri.toString());
        }
      }),
    );
  }

  /** Shows what `document` would be with `replacement` in place of `span`. */
  async show(document: TextDocument, span: TextSpan, replacement: string): Promise<void> {
    const old = document.getText();
    const text = old.slice(0, span.start) + replacement + old.slice(span.end);
    this.count += 1;
    const uri = Uri.from({
      scheme: PROPOSAL_SCHEME,
      path: document.uri.path,
      query: String(this.count),
    });
    const { version } = document;
    this.byUri.set(uri.toString(), { document, version, span, replacement, text });
    const name = document.uri.path.split('/').at(-1) ?? '';
    const title = l10n.t('{0}: proposed change', name);
    await commands.executeCommand('vscode.diff', document.uri, uri, title, { preview: true });
  }

  /**
   * Writes the change that the active diff editor shows into its document, where it can be undone, and closes the diff.
   *
   * @throws LemmaError `noEditor` when no proposal is shown.
   */
  async accept(): Promise<void> {
    const [uri, proposal] = this.active();
    const { document, version, span, replacement } = proposal;
    if (document.version !== version || document.isClosed) {
      void window.showWarningMessage(
        l10n.t('The document has changed since. Apply the code again to see the change.'),
      );
      return;
    }
    const edit = new WorkspaceEdit();
    const range = new Range(document.positionAt(span.start), document.positionAt(span.end));
    edit.replace(document.uri, range, replacement);
    if (await workspace.applyEdit(edit)) await this.close(uri);
    await window.showTextDocument(document, { preview: false });
  }

  /** Closes the active diff editor and forgets its change. */
  async discard(): Promise<void> {
    const [uri] = this.active();
    await this.close(uri);
  }

  dispose(): void {
    this.owned.dispose();
    this.byUri.clear();
  }

  private active(): readonly [Uri, Proposal] {
    const uri = proposalOf(window.tabGroups.activeTabGroup.activeTab?.input);
    const proposal = uri && this.byUri.get(uri.toString());
    if (!proposal) throw new LemmaError('noEditor');
    return [uri, proposal];
  }

  private async close(uri: Uri): Promise<void> {
    this.byUri.delete(uri.toString());
    const tabs = window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter((tab) => proposalOf(tab.input)?.toString() === uri.toString());
    await window.tabGroups.close(tabs);
  }
}

function proposalOf(input: unknown): Uri | undefined {
  if (!(input instanceof TabInputTextDiff)) return undefined;
  return input.modified.scheme === PROPOSAL_SCHEME ? input.modified : undefined;
}
