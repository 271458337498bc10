import {
  commands,
  env,
  l10n,
  languages,
  Position,
  Range,
  Uri,
  window,
  workspace,
  type TextDocument,
} from 'vscode';
import { answerMarkdown } from '../../core/chat/answerMarkdown.js';
import type { TurnAttachment, TurnSnapshot } from '../../core/chat/turn.js';
import { LemmaError } from '../../core/errors.js';
import { commentText } from '../../core/prompt/commentText.js';
import { fenceLanguage } from '../../core/prompt/languages.js';
import type { CodeBlock } from '../../core/reasoning/answer.js';
import { isShellLanguage } from '../../core/text/shellCode.js';
import { testCommand } from '../../core/text/testScript.js';
import { applyTargets } from '../../core/text/applyTarget.js';
import type { CodeAction } from '../../protocol/chat.js';
import type { LastEditor } from '../editor/lastEditor.js';
import { commonIndent, reindent } from './indentation.js';
import type { Proposals } from './proposals.js';
import { placeInFile } from './placeInFile.js';
import type { ShellRunner } from './shellRunner.js';
import { fitCode, locate, type TextSpan } from './targetRange.js';

/** Does things with answers and their code blocks. */
export class CodeActions {
  private readonly lastEditor: LastEditor;
  private readonly proposals: Proposals;
  private readonly shell: Pick<ShellRunner, 'run'>;

  constructor(lastEditor: LastEditor, proposals: Proposals, shell: Pick<ShellRunner, 'run'>) {
    this.lastEditor = lastEditor;
    this.proposals = proposals;
    this.shell = shell;
  }

  /**
   * @param index number of the code block in the answer, from 0.
   * @throws LemmaError `noEditor` when there is no document to put the code into.
   */
  async run(turn: TurnSnapshot, index: number, action: CodeAction): Promise<void> {
    // On first use, as its Markdown parser is slow to start.
    const { codeBlocks } = await import('../../core/reasoning/answer.js');
    const block = codeBlocks(answerOf(turn))[index];
    if (!block) return;
    switch (action) {
      case 'copy':
        await env.clipboard.writeText(block.code);
        break;
      case 'insert':
        await this.insert(block.code);
        break;
      case 'apply':
        await this.apply(turn, block);
        break;
      case 'newFile':
        await openUntitled(block.language, block.code);
        break;
      case 'run':
        if (isShellLanguage(block.language)) await this.shell.run(block.code);
        break;
      case 'runTests':
        await this.runTests(turn, block);
        break;
    }
  }

  /** Runs tests behind the code they are for, once the user has seen both and said so. */
  private async runTests(
    { task, attachments = [] }: TurnSnapshot,
    block: CodeBlock,
  ): Promise<void> {
    const [code] = attachments;
    if (task !== 'test' || !code) return;
    const command = testCommand(block.language, code.text, block.code);
    if (command === undefined) return;
    // The shells of Windows do not take what a command of a POSIX shell holds.
    if (process.platform === 'win32') {
      await openUntitled(block.language, `${code.text.trimEnd()}\n\n${block.code}`);
    } else {
      await this.shell.run(command);
    }
  }

  /**
   * Inserts an answer above the cursor of the active editor, as a comment in the language there.
   *
   * @throws LemmaError `noEditor` where there is none that can be written to.
   */
  async insertAsComment(turn: TurnSnapshot): Promise<void> {
    const editor = this.lastEditor.get();
    if (!editor) throw new LemmaError('noEditor');
    const { document, selection } = editor;
    const { line } = selection.start;
    const indent = commonIndent(document.lineAt(line).text);
    const comment = commentText(answerMarkdown(turn.parts), document.languageId, indent);
    const done = await editor.edit((edit) => {
      edit.insert(new Position(line, 0), withLineEnds(document, `${comment}\n`));
    });
    if (!done) throw new LemmaError('noEditor');
    await window.showTextDocument(document, editor.viewColumn);
  }

  /** Shows where an attachment comes from. */
  async reveal(attachment: TurnAttachment): Promise<void> {
    const { source, uri, text } = attachment;
    if (source === 'problems') {
      await commands.executeCommand('workbench.actions.view.problems');
      return;
    }
    if (uri === undefined) {
      await openUntitled('', text);
      return;
    }
    const document = await documentOf(attachment);
    if (source === 'file') {
      await window.showTextDocument(document);
      return;
    }
    const span = spanOf(document, attachment);
    const range = span
      ? new Range(document.positionAt(span.start), document.positionAt(span.end))
      : new Range(attachment.startLine - 1, 0, attachment.endLine, 0);
    await window.showTextDocument(document, { selection: document.validateRange(range) });
  }

  private async insert(code: string): Promise<void> {
    const editor = this.lastEditor.get();
    if (!editor) throw new LemmaError('noEditor');
    const { active } = editor.selection;
    const before = editor.document.lineAt(active).text.slice(0, active.character);
    const text = reindent(code.replace(/\n+$/, ''), commonIndent(`${before}x`), false);
    const done = await editor.edit((edit) => {
      edit.insert(active, text);
    });
    if (!done) throw new LemmaError('noEditor');
    await window.showTextDocument(editor.document, editor.viewColumn);
  }

  private async apply(turn: TurnSnapshot, block: CodeBlock): Promise<void> {
    const sources = (turn.attachments ?? []).filter(
      ({ source, uri }) => source !== 'problems' && uri !== undefined,
    );
    if (sources.length === 0) {
      await this.insert(block.code);
      return;
    }
    const attachment = await chooseTarget(applyTargets(sources, block));
    if (!attachment) return;
    const document = await documentOf(attachment);
    const text = document.getText();
    if (attachment.source === 'file') {
      const { span, code } = placeInFile(text, block.code, document.languageId);
      await this.proposals.show(document, span, withLineEnds(document, code));
      return;
    }
    const span = spanOf(document, attachment) ?? oldLines(document, attachment);
    await this.proposals.show(
      document,
      span,
      withLineEnds(document, fitCode(text, span, block.code)),
    );
  }
}

/** The one there is, else the one the user picks. */
async function chooseTarget(
  targets: readonly TurnAttachment[],
): Promise<TurnAttachment | undefined> {
  const [first, ...others] = targets;
  if (others.length === 0) return first;
  const items = targets.map((attachment) => {
    const { path, source, startLine, endLine } = attachment;
    const lines = l10n.t('lines {0} to {1}', startLine, endLine);
    return { label: path, ...(source !== 'file' && { description: lines }), attachment };
  });
  const placeHolder = l10n.t('Which text should the code take the place of?');
  return (await window.showQuickPick(items, { placeHolder }))?.attachment;
}

/** Shows text in a fresh document. */
export async function openUntitled(language: string, content: string): Promise<void> {
  const known = await languageId(language);
  const document = await workspace.openTextDocument({
    content,
    ...(known !== undefined && { language: known }),
  });
  await window.showTextDocument(document);
}

async function languageId(fence: string): Promise<string | undefined> {
  const id = fenceLanguage(fence);
  const known = await languages.getLanguages();
  return known.includes(id) ? id : undefined;
}

async function documentOf(attachment: TurnAttachment): Promise<TextDocument> {
  const { uri, path } = attachment;
  if (uri === undefined) throw new LemmaError('noEditor', { path });
  try {
    return await workspace.openTextDocument(Uri.parse(uri, true));
  } catch (thrown) {
    void window.showWarningMessage(l10n.t('{0} cannot be opened any more.', path));
    throw new LemmaError('cancelled', { path }, thrown);
  }
}

function spanOf(document: TextDocument, attachment: TurnAttachment): TextSpan | undefined {
  const text = withLineEnds(document, attachment.text);
  return locate(document.getText(), text, attachment.startLine - 1);
}

/** The lines the text once stood on, now that something else stands there: the diff shows what would be replaced. */
function oldLines(document: TextDocument, attachment: TurnAttachment): TextSpan {
  const lines = new Range(attachment.startLine - 1, 0, attachment.endLine - 1, Infinity);
  const range = document.validateRange(lines);
  return { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
}

function withLineEnds(document: TextDocument, text: string): string {
  const end = document.getText().includes('\r\n') ? '\r\n' : '\n';
  return text.replace(/\r\n|\n/g, end);
}

function answerOf(turn: TurnSnapshot): string {
  return turn.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}
