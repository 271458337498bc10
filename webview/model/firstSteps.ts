import type { ModelBadge } from '../../src/protocol/chat.js';

/** A step from an installed extension to a model that answers. */
export interface FirstStep {
  readonly id: 'demo' | 'model' | 'ask';
  readonly title: string;
  readonly text: string;
  readonly button: string;
}

const MODEL: FirstStep = {
  id: 'model',
  title: 'Get the model for this machine',
  text: 'Lemma marks the one that fits. A model of Ollama or LM Studio is used where it is.',
  button: 'Choose a model…',
};

const FIRST_STEPS: readonly FirstStep[] = [
  {
    id: 'demo',
    title: 'Try the demo model now',
    text: 'It is tiny, ships with Lemma and needs no download.',
    button: 'Ask it a question',
  },
  MODEL,
  {
    id: 'ask',
    title: 'Ask your first question',
    text: 'Write it below, or select code or math in the editor.',
    button: 'Write a question',
  },
];

/** What leads to a model of the user's own; nothing where there is one. */
export function firstSteps({ demo, state }: ModelBadge): readonly FirstStep[] {
  if (demo) return FIRST_STEPS;
  return state === 'none' ? [{ ...MODEL, title: 'The chosen model is not there' }] : [];
}
