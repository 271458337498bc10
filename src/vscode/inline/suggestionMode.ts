import type { Exclusion } from './exclusion.js';

/** Whether suggestions come while the user types, and if not, why. */
export type SuggestionMode =
  | { readonly kind: 'on' }
  /** Turned off in Lemma or in VS Code for every extension, or a server answers the chat and no model is chosen for suggestions. */
  | { readonly kind: 'off'; readonly by: 'lemma' | 'editor' | 'server' }
  | { readonly kind: 'paused'; readonly leftMs: number }
  /** The document is left out. */
  | { readonly kind: 'offHere'; readonly exclusion: Exclusion }
  /** They come when they are asked for alone. */
  | { readonly kind: 'manual'; readonly reason: ManualReason };

/** Why suggestions became manual by themselves: the model writes slower than the user types, or the machine is on battery. */
type ManualReason = 'slow' | 'battery';

/** What a setting says of such a reason. */
export type ManualChoice = 'manual' | 'always';

/** What a {@link SuggestionMode} depends on. */
export interface SuggestionFacts {
  readonly enabled: boolean;
  /** Whether there is a model on this machine to write them. */
  readonly hasModel: boolean;
  /** VS Code's own setting of inline suggestions. */
  readonly editorEnabled: boolean;
  readonly pauseLeftMs: number;
  readonly exclusion: Exclusion | undefined;
  readonly tooSlow: boolean;
  readonly whenSlow: ManualChoice;
  readonly onBattery: boolean;
  readonly whenOnBattery: ManualChoice;
}

/** The mode that follows: what the user said first, then what the machine does. */
export function suggestionMode(facts: SuggestionFacts): SuggestionMode {
  if (!facts.enabled) return { kind: 'off', by: 'lemma' };
  if (!facts.hasModel) return { kind: 'off', by: 'server' };
  if (!facts.editorEnabled) return { kind: 'off', by: 'editor' };
  if (facts.pauseLeftMs > 0) return { kind: 'paused', leftMs: facts.pauseLeftMs };
  if (facts.exclusion) return { kind: 'offHere', exclusion: facts.exclusion };
  if (facts.onBattery && facts.whenOnBattery === 'manual')
    return { kind: 'manual', reason: 'battery' };
  if (facts.tooSlow && facts.whenSlow === 'manual') return { kind: 'manual', reason: 'slow' };
  return { kind: 'on' };
}
