import {
  DiagnosticSeverity,
  l10n,
  languages,
  workspace,
  type Diagnostic,
  type TextDocument,
  type Uri,
} from 'vscode';
import { chosenProblems, problemsText, type Problem } from '../../core/attach/problems.js';
import type { TurnAttachment } from '../../core/chat/turn.js';
import { AttachRefusal } from './attachRefusal.js';

/** How many problems VS Code lists in a document, or in everything. */
export function countProblems(uri?: Uri): number {
  return listed(uri).reduce((sum, [, diagnostics]) => sum + diagnostics.length, 0);
}

/**
 * The problems that VS Code lists in a document, or in everything, as an attachment.
 *
 * @throws AttachRefusal where there are none.
 */
export function readProblems(uri?: Uri): TurnAttachment {
  const documents = new Map(workspace.textDocuments.map((each) => [each.uri.toString(), each]));
  const all = listed(uri).flatMap(([each, diagnostics]) =>
    diagnostics.map((diagnostic) => toProblem(each, diagnostic, documents.get(each.toString()))),
  );
  const path = uri ? workspace.asRelativePath(uri) : l10n.t('the workspace');
  if (all.length === 0) throw new AttachRefusal('noProblems', path);
  const problems = chosenProblems(all);
  return {
    ...(uri && { uri: uri.toString() }),
    path,
    languageId: '',
    startLine: 1,
    endLine: problems.length,
    text: problemsText(problems),
    source: 'problems',
  };
}

/** What the Problems view shows: hints are no problems there. */
function listed(uri: Uri | undefined): readonly (readonly [Uri, readonly Diagnostic[]])[] {
  const all: readonly (readonly [Uri, readonly Diagnostic[]])[] = uri
    ? [[uri, languages.getDiagnostics(uri)]]
    : languages.getDiagnostics();
  return all.map(([each, diagnostics]) => [
    each,
    diagnostics.filter(({ severity }) => severity !== DiagnosticSeverity.Hint),
  ]);
}

function toProblem(uri: Uri, diagnostic: Diagnostic, document: TextDocument | undefined): Problem {
  const { message, range, severity } = diagnostic;
  const { line, character } = range.start;
  const isThere = document !== undefined && line < document.lineCount;
  return {
    path: workspace.asRelativePath(uri),
    line: line + 1,
    column: character + 1,
    severity: SEVERITIES[severity],
    message,
    origin: originOf(diagnostic),
    ...(isThere && { code: document.lineAt(line).text }),
  };
}

const SEVERITIES: Readonly<Record<DiagnosticSeverity, Problem['severity']>> = {
  [DiagnosticSeverity.Error]: 'error',
  [DiagnosticSeverity.Warning]: 'warning',
  [DiagnosticSeverity.Information]: 'info',
  [DiagnosticSeverity.Hint]: 'info',
};

function originOf({ source = '', code }: Diagnostic): string {
  const value = typeof code === 'object' ? code.value : code;
  return value === undefined ? source : `${source}(${value})`;
}
