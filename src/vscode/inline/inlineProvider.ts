import {
  InlineCompletionItem,
  InlineCompletionTriggerKind,
  languages,
  Range,
  window,
  workspace,
  type CancellationToken,
  type InlineCompletionContext,
  type InlineCompletionItemProvider,
  type Position,
  type TextDocument,
  type TextDocumentChangeEvent,
} from 'vscode';
import { InlineSuggester } from '../../core/completion/inlineSuggester.js';
import type { CodeSnippet } from '../../core/completion/infillPreamble.js';
import {
  typedBetween,
  withUnixLines,
  type CursorPlace,
} from '../../core/completion/typeThrough.js';
import type { EngineState } from '../../core/engine.js';
import { isAbort } from '../../core/errors.js';
import type { SamplingParams } from '../../core/messages.js';
import type { Clock } from '../../core/stream/clock.js';
import { displayPath } from '../editor/editorContext.js';
import type { EngineService } from '../engine/engineService.js';
import { abortWith } from '../lifetime/cancellation.js';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';
import type { InfillModelLoader } from './infillModelLoader.js';
import { mayAsk } from './inlinePolicy.js';
import { isOrdinary } from './ordinaryDocument.js';
import type { SuggestionMode } from './suggestionMode.js';

/** Which file systems there are is only known as they are used: each request is judged by itself. */
const EVERY_DOCUMENT = { scheme: '*' };

/** The likeliest text, and never more than a screen of it. */
const LIKELIEST: SamplingParams = { temperature: 0, topP: 1, topK: 0, minP: 0, maxTokens: 192 };
/** Another text, where the model sees more than one. */
const ANOTHER: SamplingParams = { ...LIKELIEST, temperature: 0.8, topP: 0.95, minP: 0.05 };

/** What {@link InlineProvider} stands on. */
export interface InlineProviderOptions {
  readonly engine: Pick<EngineService, 'state' | 'onStateChange'>;
  readonly models: Pick<InfillModelLoader, 'ensure'>;
  readonly clock: Clock;
  /** Whether suggestions come while typing, in a document or in any. */
  readonly mode: (document: TextDocument | undefined) => SuggestionMode;
  /** Code of other files that may help at a place. */
  readonly snippetsAt: (document: TextDocument, position: Position) => readonly CodeSnippet[];
  readonly chatBusy: () => boolean;
  /** Takes errors; `explicit` where the user waits for a suggestion. */
  readonly onError: (thrown: unknown, explicit: boolean) => void;
}

/** Ghost text from the model that the chat uses. */
export class InlineProvider implements InlineCompletionItemProvider, Disposable {
  private readonly options: InlineProviderOptions;
  private readonly owned = new DisposableList();
  private readonly suggester: InlineSuggester;
  private modelPath: string | undefined;
  private infillPath: string | undefined;
  /** What was given to VS Code last. */
  private shown: { readonly place: CursorPlace; readonly texts: readonly string[] } | undefined;

  constructor(options: InlineProviderOptions) {
    this.options = options;
    this.suggester = new InlineSuggester({
      clock: options.clock,
      ask: async (place, signal, onRaw, variant) => {
        // A load that every key would end never comes to its end: only the suggestion is withdrawn.
        const lifetime = new AbortController();
        const engine = await options.models.ensure(lifetime.signal);
        this.noteInfillModel(engine.state);
        signal.throwIfAborted();
        const sampling = variant === 0 ? LIKELIEST : { ...ANOTHER, seed: variant };
        // On first use: what judges a suggestion is large, and many never ask for one.
        const { suggestInfill } = await import('../../core/completion/suggestInfill.js');
        return suggestInfill(engine, place, { sampling, onRaw }, signal);
      },
      mayAsk: () => this.isWanted(),
    });
    this.owned.addFunction(
      options.engine.onStateChange((state) => {
        if (state.kind !== 'ready' || state.model.path === this.modelPath) return;
        if (this.modelPath !== undefined) this.suggester.reset();
        this.modelPath = state.model.path;
      }),
    );
    this.owned.addFunction(() => {
      this.suggester.stop();
    });
  }

  /** What the suggestions do and how fast they come. */
  get activity(): Pick<InlineSuggester, 'working' | 'latencyMs' | 'tooSlow'> {
    return this.suggester;
  }

  /** Calls the listener when {@link activity} may have changed. */
  onActivity(listener: () => void): () => void {
    return this.suggester.onChange(listener);
  }

  /** The suggestions at a place, as far as they are not typed yet, the likeliest first. */
  suggestionsAt(document: TextDocument, position: Position): readonly string[] {
    const { shown } = this;
    if (!shown) return [];
    const typed = typedBetween(shown.place, withUnixLines(placeOf(document, position)));
    if (typed === undefined) return [];
    return shown.texts.flatMap((text) =>
      text.startsWith(typed) && text !== typed ? [text.slice(typed.length)] : [],
    );
  }

  /** Registers with VS Code. */
  register(): Disposable {
    const registered = new DisposableList();
    registered.add(languages.registerInlineCompletionItemProvider(EVERY_DOCUMENT, this));
    registered.add(
      workspace.onDidChangeTextDocument((event) => {
        if (isKey(event)) this.suggester.noteKey();
      }),
    );
    return registered;
  }

  async provideInlineCompletionItems(
    document: TextDocument,
    position: Position,
    context: InlineCompletionContext,
    token: CancellationToken,
  ): Promise<InlineCompletionItem[] | undefined> {
    if (!isOrdinary(document)) return undefined;
    const explicit = context.triggerKind === InlineCompletionTriggerKind.Invoke;
    const allowed = this.isWanted({
      explicit,
      document,
      widgetSelection: context.selectedCompletionInfo !== undefined,
      multiCursor: cursorsIn(document) > 1,
    });
    if (!allowed) {
      this.suggester.stop();
      return undefined;
    }
    const linked = abortWith(token);
    try {
      const place = {
        ...placeOf(document, position),
        path: displayPath(document),
        snippets: this.options.snippetsAt(document, position),
      };
      const { signal } = linked.controller;
      const texts = await this.suggester.suggestAll({ place, explicit }, signal);
      if (texts.length === 0) return undefined;
      this.shown = { place: withUnixLines(place), texts };
      const range = new Range(position, position);
      return texts.map((text) => new InlineCompletionItem(text, range));
    } catch (thrown) {
      if (!isAbort(thrown)) this.options.onError(thrown, explicit);
      return undefined;
    } finally {
      linked.dispose();
    }
  }

  dispose(): void {
    this.owned.dispose();
  }

  /** What another model suggested counts no more; what is being asked for comes from the one there is now. */
  private noteInfillModel(state: EngineState): void {
    const path = state.kind === 'ready' ? state.model.infillModel?.path : undefined;
    if (path !== this.infillPath) this.suggester.forget();
    this.infillPath = path;
  }

  private isWanted(
    request: {
      readonly explicit: boolean;
      readonly document: TextDocument | undefined;
      readonly widgetSelection: boolean;
      readonly multiCursor: boolean;
    } = { explicit: false, document: undefined, widgetSelection: false, multiCursor: false },
  ): boolean {
    const { document, ...situation } = request;
    return mayAsk({
      ...situation,
      mode: this.options.mode(document).kind,
      chatBusy: this.options.chatBusy(),
      engine: this.options.engine.state.kind,
    });
  }
}

function placeOf(document: TextDocument, position: Position): CursorPlace {
  const text = document.getText();
  const offset = document.offsetAt(position);
  return {
    document: document.uri.toString(),
    prefix: text.slice(0, offset),
    suffix: text.slice(offset),
    languageId: document.languageId,
  };
}

function cursorsIn(document: TextDocument): number {
  const editor = window.activeTextEditor;
  return editor?.document === document ? editor.selections.length : 1;
}

/** Whether a change is what one key makes in the editor that is being typed in. */
function isKey({ document, contentChanges }: TextDocumentChangeEvent): boolean {
  const [change, ...more] = contentChanges;
  if (!change || more.length > 0 || window.activeTextEditor?.document !== document) return false;
  return change.text.trim().length <= 1 && change.rangeLength <= 1;
}
