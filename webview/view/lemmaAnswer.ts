import { html, nothing, type TemplateResult } from 'lit';
import { runAgainRefusal } from '../../src/core/chat/runFacts.js';
import type { TurnSnapshot } from '../../src/core/chat/turn.js';
import { testableCode } from '../../src/core/chat/testsOf.js';
import { reachedAt } from '../../src/core/reasoning/steps/reachedAt.js';
import { ChatApi, type CodeAction } from '../../src/protocol/chat.js';
import { againNotes } from '../model/againNotes.js';
import { answerNotes } from '../model/answerNotes.js';
import { hostCodeIndex } from '../model/codeIndex.js';
import { answerWithThinking } from '../model/copyText.js';
import { goOn, type GoOn } from '../model/goOn.js';
import { CANNOT_GO_ON } from '../model/serverWords.js';
import { answerOf, isRunning, thinkingOf } from '../model/turnStates.js';
import type { CodeActionDetail } from '../render/codeBlock.js';
import { showDone } from '../render/showDone.js';
import { linkResults, reachedButton } from '../render/resultLinks.js';
import { errorBox } from './errorBox.js';
import { iconButton } from './iconButton.js';
import type { LemmaMarkdown } from './lemmaMarkdown.js';
import { LightElement } from './lightElement.js';
import { keyOf } from './shortcuts.js';
import { unavailableButton, unavailableIconButton } from './unavailable.js';
import type { ViewServices } from './viewServices.js';

const CHAT_ACTIONS: readonly CodeAction[] = ['copy', 'insert', 'newFile', 'run'];
const FILE_ACTIONS: readonly CodeAction[] = ['copy', 'insert', 'apply', 'newFile', 'run'];
const TEST_ACTIONS: readonly CodeAction[] = ['copy', 'insert', 'newFile', 'runTests'];

const IN_STRETCHES =
  'It was written in several stretches, each with its own seed, so it cannot be run again. Retry asks the question again.';

/** The answer of one turn with its result, its remarks, its error, and what can be done with it. */
export class LemmaAnswer extends LightElement {
  static override properties = {
    turn: { attribute: false },
    services: { attribute: false },
    sample: { attribute: false },
    checking: { state: true },
    unchecked: { state: true },
  };
  declare turn: TurnSnapshot | undefined;
  declare services: ViewServices | undefined;
  /** Whether it is a reply of a vote, which is not asked for again by itself. */
  declare sample: boolean;
  /** The turn whose check is under way; empty for none. */
  declare checking: string;
  /** The turn whose check failed; empty for none. */
  declare unchecked: string;
  private boxedTex: string | undefined;
  private reachedKey = '';
  private reachedNode: HTMLElement | undefined;
  private boxedNode: HTMLElement | undefined;

  constructor() {
    super();
    this.sample = false;
    this.checking = '';
    this.unchecked = '';
  }

  /** Has the reply checked, unless that is under way. */
  check(): void {
    const turnId = this.turn?.turnId;
    if (turnId === undefined || this.checking === turnId) return;
    this.checking = turnId;
    this.unchecked = '';
    this.services?.host
      .request(ChatApi.check, { turnId })
      .catch(() => {
        this.unchecked = turnId;
      })
      .finally(() => {
        this.checking = '';
      });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { turn, services } = this;
    if (turn === undefined || services === undefined) return nothing;
    const { status } = turn;
    const answer = answerOf(turn);
    const running = isRunning(status.state);
    return html`<div class="lemma-answer" role="group" aria-label="Answer">
      ${
        answer === '' && status.state === 'thinking'
          ? html`<p class="lemma-placeholder">The answer follows the thinking.</p>`
          : nothing
      }
      ${
        answer === ''
          ? nothing
          : html`<lemma-markdown
              .typesetter=${services.typesetter}
              .codeActions=${codeActions(turn)}
              .content=${{ text: answer, done: !running }}
              @lemma-code=${this.codeAction}
            ></lemma-markdown>`
      }
      ${status.boxed === undefined || running ? nothing : this.result(status.boxed, thinkingOf(turn)?.text ?? '')}
      ${[...answerNotes(turn), ...againNotes(turn)].map(
        (note) =>
          html`<p class="lemma-note lemma-note-${note.kind}">
            <span class="codicon codicon-${note.kind}" aria-hidden="true"></span>
            <span>${note.text}</span>
          </p>`,
      )}
      ${
        this.unchecked === turn.turnId
          ? html`<p class="lemma-note" role="alert">This could not be checked in time.</p>`
          : nothing
      }
      ${turn.findings === undefined || running ? nothing : html`<lemma-checks .findings=${turn.findings}></lemma-checks>`}
      ${status.error === undefined ? nothing : errorBox(services.host, turn.turnId, status.error)}
      ${running ? this.progress(turn) : this.actions(turn, answer)}
    </div>`;
  }

  protected override updated(): void {
    const { turn } = this;
    const trace = turn && thinkingOf(turn)?.text;
    const markdown = this.querySelector<LemmaMarkdown>('lemma-markdown');
    if (trace === undefined || markdown === null || isRunning(turn?.status.state ?? 'queued'))
      return;
    linkResults(markdown, trace);
  }

  private result(boxed: string, trace: string): TemplateResult {
    return html`<div class="lemma-result" role="group" aria-label="Result">
      <span class="lemma-result-label">Result</span>
      <span class="lemma-result-value">${this.boxedElement(boxed)}</span>
      ${this.copyButton('Copy result', () => boxed)} ${this.reachedButton(boxed, trace)}
    </div>`;
  }

  private reachedButton(result: string, trace: string): HTMLElement | typeof nothing {
    const key = `${trace.length} ${result}`;
    if (this.reachedKey !== key) {
      this.reachedKey = key;
      const offset = reachedAt(trace, result);
      this.reachedNode = offset === undefined ? undefined : reachedButton(offset);
    }
    return this.reachedNode ?? nothing;
  }

  private boxedElement(boxed: string): HTMLElement | undefined {
    if (this.boxedTex !== boxed) {
      this.boxedTex = boxed;
      this.boxedNode = this.services?.typesetter.element(boxed, false);
    }
    return this.boxedNode;
  }

  private progress(turn: TurnSnapshot): TemplateResult | typeof nothing {
    if (turn.status.state !== 'answering') return nothing;
    return html`<div class="lemma-actions">
      <span class="lemma-figures lemma-active">Answering…</span>
      ${
        this.sample
          ? nothing
          : iconButton(
              'stop-circle',
              'Stop',
              () => {
                this.services?.host.command(ChatApi.stop, { turnId: turn.turnId });
              },
              keyOf('stop'),
            )
      }
    </div>`;
  }

  private actions(turn: TurnSnapshot, answer: string): TemplateResult {
    const { turnId } = turn;
    return html`<div class="lemma-actions" role="group" aria-label="Answer actions">
      ${answer === '' ? nothing : this.copyButton('Copy answer', () => answer)}
      ${
        thinkingOf(turn) === undefined
          ? nothing
          : this.copyButton('Copy with thinking', () => answerWithThinking(turn), 'output')
      }
      ${
        answer === ''
          ? nothing
          : iconButton('comment', 'Insert as comment', () => {
              this.services?.host.command(ChatApi.insertAsComment, { turnId });
            })
      }
      ${answer === '' ? nothing : this.checkButton(turnId)}
      ${testableCode(turn) === undefined ? nothing : this.testsButton(turnId)}
      ${this.sample ? nothing : this.askAgain(turn)}
      ${
        answer === ''
          ? nothing
          : html`<lemma-details .turn=${turn} .services=${this.services}></lemma-details>`
      }
    </div>`;
  }

  private checkButton(turnId: string): TemplateResult {
    if (this.checking === turnId) {
      return html`<span class="lemma-figures lemma-active" role="status">Checking…</span>`;
    }
    return iconButton('verified', 'Check', () => {
      this.check();
    });
  }

  private testsButton(turnId: string): TemplateResult {
    return iconButton('beaker', 'Write tests for this', () => {
      this.services?.host.command(ChatApi.writeTests, { turnId });
    });
  }

  /** What writes another reply. */
  private askAgain(turn: TurnSnapshot): TemplateResult {
    const { turnId } = turn;
    return html`${goOn(turn).map((way) => this.goOnButton(way, turnId))}
    ${iconButton(
      'refresh',
      'Retry',
      () => {
        this.services?.host.command(ChatApi.retry, { turnId });
      },
      keyOf('retry'),
    )}
    ${this.runAgainButton(turn)}`;
  }

  private runAgainButton(turn: TurnSnapshot): TemplateResult | typeof nothing {
    const refusal = runAgainRefusal(turn);
    if (refusal !== undefined && refusal !== 'stretches') return nothing;
    const name = 'Run again with this seed';
    if (refusal === 'stretches') return unavailableIconButton('debug-rerun', name, IN_STRETCHES);
    return iconButton('debug-rerun', name, () => {
      this.services?.host.command(ChatApi.runAgain, { turnId: turn.turnId });
    });
  }

  private goOnButton({ action, label, title }: GoOn, turnId: string): TemplateResult {
    if (this.services?.thinksFreely() === true) return unavailableButton(label, CANNOT_GO_ON);
    return html`<vscode-button
      appearance="secondary"
      class="lemma-small"
      title="${title} (${keyOf(action)})"
      @click=${() => this.services?.host.command(ChatApi[action], { turnId })}
      >${label}</vscode-button
    >`;
  }

  private copyButton(name: string, text: () => string, icon = 'copy'): TemplateResult {
    return iconButton(icon, name, (event) => {
      this.services?.host.command(ChatApi.copyText, { text: text() });
      if (event.currentTarget instanceof Element) showDone(event.currentTarget);
    });
  }

  private readonly codeAction = (event: CustomEvent<CodeActionDetail>): void => {
    event.stopPropagation();
    const { turn, services } = this;
    if (turn === undefined) return;
    const { index, action, code } = event.detail;
    const block = hostCodeIndex(answerOf(turn), index, code);
    if (block !== undefined) {
      services?.host.command(ChatApi.codeAction, { turnId: turn.turnId, index: block, action });
    } else if (action === 'copy') {
      services?.host.command(ChatApi.copyText, { text: code });
    }
  };
}

/** What can be done with the code of an answer. */
function codeActions(turn: TurnSnapshot): readonly CodeAction[] {
  if (turn.task === 'test') return TEST_ACTIONS;
  return hasFile(turn) ? FILE_ACTIONS : CHAT_ACTIONS;
}

/** Whether code of the answer can be applied to a document that the question was about. */
function hasFile({ attachments = [] }: TurnSnapshot): boolean {
  return attachments.some(({ source, uri }) => source !== 'problems' && uri !== undefined);
}
