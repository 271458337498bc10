import {
  InlineCompletionItem,
  InlineCompletionTriggerKind,
  languages,
  Range,
  type CancellationToken,
  type DocumentSelector,
  type InlineCompletionContext,
  type InlineCompletionItemProvider,
  type Position,
  type TextDocument,
} from 'vscode';
import { suggestInfill } from '../../core/completion/suggestInfill.js';
import { isAbort } from '../../core/errors.js';
import type { SamplingParams } from '../../core/messages.js';
import type { EngineService } from '../engine/engineService.js';
import { abortWith, pause } from '../lifetime/cancellation.js';
import type { Disposable } from '../lifetime/disposables.js';
import { mayAsk } from './inlinePolicy.js';

/** Ordinary documents only: a wider selector would be asked inside input boxes and chats, too. */
const DOCUMENTS: DocumentSelector = [
  { scheme: 'file' },
  { scheme: 'untitled' },
  { scheme: 'vscode-notebook-cell' },
];

/** Pause in typing before the model is asked, in milliseconds. */
const DEBOUNCE_MS = 250;

/** The likeliest text, and never more than a screen of it. */
const SAMPLING: SamplingParams = { temperature: 0, topP: 1, topK: 0, minP: 0, maxTokens: 192 };

/** What {@link InlineProvider} stands on. */
export interface InlineProviderOptions {
  readonly engine: EngineService;
  readonly enabled: () => boolean;
  readonly chatBusy: () => boolean;
  /** Takes errors; `explicit` where the user waits for a suggestion. */
  readonly onError: (thrown: unknown, explicit: boolean) => void;
}

/** Ghost text from the model that the chat uses. */
export class InlineProvider implements InlineCompletionItemProvider {
  private readonly options: InlineProviderOptions;
  private current: AbortController | undefined;

  constructor(options: InlineProviderOptions) {
    this.options = options;
  }

  /** Registers with VS Code. */
  register(): Disposable {
    return languages.registerInlineCompletionItemProvider(DOCUMENTS, this);
  }

  async provideInlineCompletionItems(
    document: TextDocument,
    position: Position,
    context: InlineCompletionContext,
    token: CancellationToken,
  ): Promise<InlineCompletionItem[] | undefined> {
    const explicit = context.triggerKind === InlineCompletionTriggerKind.Invoke;
    const allowed = (): boolean =>
      mayAsk({
        explicit,
        enabled: this.options.enabled(),
        chatBusy: this.options.chatBusy(),
        widgetSelection: context.selectedCompletionInfo !== undefined,
        engine: this.options.engine.state.kind,
      });
    if (!allowed()) return undefined;
    const linked = abortWith(token);
    const { controller } = linked;
    // What is superseded stops now: there is never a second request under way, and none waits.
    this.current?.abort();
    this.current = controller;
    try {
      const { signal } = controller;
      if (!explicit && (!(await pause(DEBOUNCE_MS, signal)) || !allowed())) return undefined;
      const text = await this.ask(document, position, signal);
      if (text === undefined) return undefined;
      return [new InlineCompletionItem(text, new Range(position, position))];
    } catch (thrown) {
      if (!isAbort(thrown)) this.options.onError(thrown, explicit);
      return undefined;
    } finally {
      linked.dispose();
      if (this.current === controller) this.current = undefined;
    }
  }

  private async ask(
    document: TextDocument,
    position: Position,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { engine } = await this.options.engine.ensureLoaded(signal, () => undefined);
    const text = document.getText();
    const offset = document.offsetAt(position);
    const place = {
      prefix: text.slice(0, offset),
      suffix: text.slice(offset),
      languageId: document.languageId,
    };
    return (await suggestInfill(engine, place, { sampling: SAMPLING }, signal)).text;
  }
}
