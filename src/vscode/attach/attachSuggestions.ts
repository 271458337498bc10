import type { Uri } from 'vscode';
import { l10n, TabInputText, window, workspace } from 'vscode';
import { rankFiles } from '../../core/attach/fileRank.js';
import type { AttachSuggestion } from '../../protocol/attachments.js';
import { displayPath, rangeContext } from '../editor/editorContext.js';
import type { LastEditor } from '../editor/lastEditor.js';
import { countProblems } from './problemReader.js';

/** Lines of the list. */
const MOST_SHOWN = 20;
/** Files that are looked through; in larger workspaces the rest is searched for by name. */
const MOST_FILES = 5000;
/** Folders of what is made or fetched; whoever wants a file of them opens it. */
const EXCLUDED =
  '**/{.git,node_modules,bower_components,dist,out,build,target,.venv,venv,__pycache__,.cache,.next}/**';

/** What could be attached: the selection, problems, open files, then files of the workspace. */
export class AttachSuggestions {
  private readonly lastEditor: LastEditor;
  private files: Promise<readonly Uri[]> | undefined;

  constructor(lastEditor: LastEditor) {
    this.lastEditor = lastEditor;
  }

  /** @param query The letters after `#`; `file:` before them leaves files alone. */
  async find(query: string): Promise<readonly AttachSuggestion[]> {
    const [, word = ''] = /^files?:?(.*)$/is.exec(query) ?? [];
    const isFiles = /^files?(?::|$)/i.test(query);
    if (query === '') this.files = undefined;
    const named = isFiles ? [] : this.named().filter(({ names }) => matches(query, names));
    const files = await this.findFiles(isFiles ? word : query);
    const browse: AttachSuggestion = {
      target: { kind: 'browse' },
      label: l10n.t('Choose files…'),
      detail: '',
    };
    const isBrowse = query === '' || isFiles;
    return [...named.map(({ suggestion }) => suggestion), ...files, ...(isBrowse ? [browse] : [])];
  }

  private named(): readonly {
    readonly names: readonly string[];
    readonly suggestion: AttachSuggestion;
  }[] {
    const editor = this.lastEditor.get();
    const inFile = editor ? countProblems(editor.document.uri) : 0;
    const inAll = countProblems();
    const found = [];
    if (editor && !editor.selection.isEmpty) {
      const { path, startLine, endLine } = rangeContext(
        editor.document,
        editor.selection,
        'selection',
      );
      const lines = startLine === endLine ? `${startLine + 1}` : `${startLine + 1}-${endLine + 1}`;
      found.push({
        names: ['selection'],
        suggestion: {
          target: { kind: 'selection' as const },
          label: l10n.t('Selection'),
          detail: `${path}:${lines}`,
        },
      });
    }
    if (editor && inFile > 0) {
      found.push({
        names: ['problems', 'errors'],
        suggestion: {
          target: { kind: 'problems' as const, scope: 'file' as const },
          label: l10n.t('Problems in {0}', nameOf(editor.document.uri)),
          detail: problemCount(inFile),
        },
      });
    }
    if (inAll > 0) {
      found.push({
        names: ['problems', 'errors', 'workspace'],
        suggestion: {
          target: { kind: 'problems' as const, scope: 'workspace' as const },
          label: l10n.t('Problems in the workspace'),
          detail: problemCount(inAll),
        },
      });
    }
    return found;
  }

  private async findFiles(query: string): Promise<readonly AttachSuggestion[]> {
    const open = rankFiles(query, openFiles(), pathOf, MOST_SHOWN);
    const known = new Set(open.map(String));
    const rest = (await this.workspaceFiles(query)).filter((uri) => !known.has(uri.toString()));
    const found = rankFiles(query, rest, pathOf, MOST_SHOWN - open.length);
    return [...open, ...found].map((uri) => ({
      target: { kind: 'file', uri: uri.toString() },
      label: nameOf(uri),
      detail: folderOf(uri),
    }));
  }

  private async workspaceFiles(query: string): Promise<readonly Uri[]> {
    this.files ??= Promise.resolve(workspace.findFiles('**/*', EXCLUDED, MOST_FILES));
    const files = await this.files;
    if (files.length < MOST_FILES || query === '') return files;
    const name = query.slice(query.lastIndexOf('/') + 1).replace(/[^\w.-]/g, '?');
    return [...files, ...(await workspace.findFiles(`**/*${name}*`, EXCLUDED, MOST_SHOWN))];
  }
}

function problemCount(count: number): string {
  return count === 1 ? l10n.t('1 problem') : l10n.t('{0} problems', count);
}

function matches(query: string, names: readonly string[]): boolean {
  return names.some((name) => name.startsWith(query.toLowerCase()));
}

/** Files in the tabs, and what the visible editors show. */
function openFiles(): readonly Uri[] {
  const shown = window.visibleTextEditors.map(({ document }) => document.uri);
  const tabs = window.tabGroups.all
    .flatMap(({ tabs: all }) => all)
    .flatMap(({ input }) => (input instanceof TabInputText ? [input.uri] : []));
  const all = [...shown, ...tabs].filter(({ scheme }) => !NOT_FILES.has(scheme));
  return [...new Map(all.map((uri) => [uri.toString(), uri])).values()];
}

const NOT_FILES: ReadonlySet<string> = new Set(['output', 'vscode', 'lemma-proposal', 'comment']);

function pathOf(uri: Uri): string {
  return workspace.asRelativePath(uri).replaceAll('\\', '/');
}

function nameOf(uri: Uri): string {
  const document = workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  const path = document ? displayPath(document) : pathOf(uri);
  return path.slice(path.lastIndexOf('/') + 1);
}

function folderOf(uri: Uri): string {
  const path = pathOf(uri);
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
