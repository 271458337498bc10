/** A stretch of a prompt, before it is tokenised. */
export type PromptSegment =
  /** Becomes exactly one control token of the vocabulary. */
  | { readonly kind: 'special'; readonly text: string }
  /** Tokenised with no special token recognised in it: what looks like one stays plain text. */
  | { readonly kind: 'text'; readonly text: string };

/** Segments with neighbouring texts joined and empty texts left out, so that equal prompts have equal segments. */
export function joinSegments(segments: readonly PromptSegment[]): PromptSegment[] {
  const joined: PromptSegment[] = [];
  for (const segment of segments) {
    const last = joined.at(-1);
    if (segment.kind === 'special') {
      joined.push(segment);
    } else if (last?.kind === 'text') {
      joined[joined.length - 1] = { kind: 'text', text: last.text + segment.text };
    } else if (segment.text !== '') {
      joined.push(segment);
    }
  }
  return joined;
}
