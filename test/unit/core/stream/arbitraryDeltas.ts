import fc from 'fast-check';
import type { GenerationDelta } from '../../../../src/core/messages.js';

const words = fc.record({ text: fc.string({ maxLength: 6 }), tokens: fc.nat({ max: 5 }) });

/** Any delta, in any order: also streams that no parser would make. */
const arbitraryDelta: fc.Arbitrary<GenerationDelta> = fc.oneof(
  words.map((rest): GenerationDelta => ({ kind: 'thinking', ...rest })),
  words.map((rest): GenerationDelta => ({ kind: 'text', ...rest })),
  fc.record({
    kind: fc.constant('thinkingEnd' as const),
    end: fc.constantFrom('closeTag', 'budget', 'answerNow', 'loopGuard', 'languageDrift', 'cutOff'),
    durationMs: fc.nat({ max: 9999 }),
  }),
  fc.record({
    kind: fc.constant('relabel' as const),
    as: fc.constantFrom('thinking' as const, 'text' as const),
  }),
);

export const arbitraryDeltas = fc.array(arbitraryDelta, { maxLength: 5 });
