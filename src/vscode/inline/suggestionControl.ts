import { window, workspace, type TextDocument } from 'vscode';
import { Emitter } from '../../core/chat/emitter.js';
import { SuggestionPause } from '../../core/completion/suggestionPause.js';
import type { Clock } from '../../core/stream/clock.js';
import type { PowerSource } from '../../engine/power/powerSource.js';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';
import type { Settings } from '../settings.js';
import { exclusionOf } from './exclusion.js';
import { PowerWatch } from './powerWatch.js';
import { suggestionMode, type SuggestionMode } from './suggestionMode.js';
import { suggestionSource } from './suggestionSource.js';

/** How long a pause lasts, in milliseconds. */
const PAUSE_MS = 10 * 60_000;

/** What {@link SuggestionControl} stands on. */
export interface SuggestionControlOptions {
  readonly settings: Settings;
  readonly clock: Clock;
  /** Whether the model writes slower than the user types. */
  readonly tooSlow: () => boolean;
  /** Never rejects. */
  readonly readPower: () => Promise<PowerSource>;
}

/** Decides whether suggestions come while the user types, by what the user set and what the machine does. */
export class SuggestionControl implements Disposable {
  private readonly options: SuggestionControlOptions;
  private readonly owned = new DisposableList();
  private readonly changes = new Emitter<undefined>();
  private readonly pausing: SuggestionPause;
  private readonly power: PowerWatch;

  constructor(options: SuggestionControlOptions) {
    const { clock, readPower, settings } = options;
    this.options = options;
    this.pausing = new SuggestionPause(clock);
    this.power = new PowerWatch(clock, readPower);
    const emit = (): void => {
      this.changes.emit(undefined);
    };
    this.owned.addFunction(this.pausing.onChange(emit));
    this.owned.addFunction(this.power.onChange(emit));
    this.owned.add(
      settings.onChange(
        [
          'inline.enabled',
          'inline.exclude',
          'inline.whenSlow',
          'inline.onBattery',
          'inline.model',
          'server.url',
        ],
        emit,
      ),
    );
    this.owned.add(
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('editor.inlineSuggest.enabled')) emit();
      }),
    );
    this.owned.add(window.onDidChangeActiveTextEditor(emit));
    this.owned.addFunction(() => {
      this.pausing.end();
      this.changes.clear();
    });
  }

  /** The mode in a document, or, without one, what holds for any. */
  mode(document: TextDocument | undefined): SuggestionMode {
    const { settings, tooSlow } = this.options;
    const enabled = settings.get('inline.enabled');
    return suggestionMode({
      enabled,
      hasModel: suggestionSource(settings) !== 'none',
      editorEnabled:
        workspace.getConfiguration('editor', document).get('inlineSuggest.enabled') !== false,
      pauseLeftMs: this.pausing.leftMs,
      exclusion:
        enabled && document ? exclusionOf(document, settings.get('inline.exclude')) : undefined,
      tooSlow: tooSlow(),
      whenSlow: settings.get('inline.whenSlow'),
      // Where nothing is suggested, nothing needs to be looked at.
      onBattery: enabled && this.power.source === 'battery',
      whenOnBattery: settings.get('inline.onBattery'),
    });
  }

  /** Calls the listener when {@link mode} may have changed, other than by `tooSlow`. */
  onChange(listener: () => void): () => void {
    return this.changes.on(listener);
  }

  pause(): void {
    this.pausing.start(PAUSE_MS);
  }

  resume(): void {
    this.pausing.end();
  }

  /** Turns suggestions on or off everywhere; true when they are on then. */
  async toggle(): Promise<boolean> {
    const { settings } = this.options;
    const enabled = !settings.get('inline.enabled');
    // Who turns them on does not want to wait for the end of a pause.
    if (enabled) this.resume();
    await settings.update('inline.enabled', enabled);
    return enabled;
  }

  /** Turns suggestions on or off in one language; true when they are on in it then. */
  async toggleLanguage(languageId: string): Promise<boolean> {
    const { settings } = this.options;
    const excluded = settings.get('inline.exclude');
    const others = excluded.filter((entry) => entry !== languageId);
    const isOn = others.length < excluded.length;
    await settings.update('inline.exclude', isOn ? others : [...others, languageId]);
    return isOn;
  }

  /** Lets suggestions come while typing although the model is slow or the machine on battery. */
  async keepAlways(): Promise<void> {
    const { settings } = this.options;
    const mode = this.mode(window.activeTextEditor?.document);
    if (mode.kind !== 'manual') return;
    await settings.update(
      mode.reason === 'slow' ? 'inline.whenSlow' : 'inline.onBattery',
      'always',
    );
  }

  dispose(): void {
    this.owned.dispose();
  }
}
