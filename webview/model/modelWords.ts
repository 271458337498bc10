import type { ModelBadge } from '../../src/protocol/chat.js';
import { percent } from './wording.js';

/** How a model is shown: a codicon and what it is doing. */
export interface ModelWords {
  readonly icon: string;
  /** Empty when there is nothing to say. */
  readonly state: string;
}

/** The words for a model's state. */
export function modelWords({ state, fraction }: ModelBadge): ModelWords {
  switch (state) {
    case 'none':
      return { icon: 'circle-slash', state: 'no model' };
    case 'unloaded':
      return { icon: 'chip', state: 'loads at first use' };
    case 'loading':
      return {
        icon: 'loading codicon-modifier-spin',
        state: fraction === undefined ? 'loading…' : `loading ${percent(fraction)}`,
      };
    case 'ready':
      return { icon: 'chip', state: '' };
    case 'failed':
      return { icon: 'error', state: 'failed to load' };
  }
}
