import type { GenerationDelta, MessagePart } from '../../src/core/messages.js';

/** The parts of a message after more of it arrived; untouched parts keep their identity. */
export function foldDeltas(
  parts: readonly MessagePart[],
  deltas: readonly GenerationDelta[],
): readonly MessagePart[] {
  if (deltas.length === 0) return parts;
  const folded = [...parts];
  for (const delta of deltas) foldInto(folded, delta);
  return folded;
}

function foldInto(parts: MessagePart[], delta: GenerationDelta): void {
  const last = parts.at(-1);
  switch (delta.kind) {
    case 'thinking': {
      if (last?.kind === 'thinking' && last.end === undefined) {
        parts[parts.length - 1] = {
          ...last,
          text: last.text + delta.text,
          tokenCount: last.tokenCount + delta.tokens,
        };
      } else {
        parts.push({ kind: 'thinking', text: delta.text, tokenCount: delta.tokens });
      }
      return;
    }
    case 'thinkingEnd': {
      const end = { end: delta.end, durationMs: delta.durationMs };
      if (last?.kind === 'thinking') parts[parts.length - 1] = { ...last, ...end };
      else parts.push({ kind: 'thinking', text: '', tokenCount: 0, ...end });
      return;
    }
    case 'text': {
      if (last?.kind === 'text') {
        parts[parts.length - 1] = {
          ...last,
          text: last.text + delta.text,
          tokenCount: last.tokenCount + delta.tokens,
        };
      } else {
        parts.push({ kind: 'text', text: delta.text, tokenCount: delta.tokens });
      }
      return;
    }
  }
}
