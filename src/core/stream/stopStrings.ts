import type { GenerationDelta } from '../messages.js';

/** Ends an answer at the first of some strings, wherever the pieces of the stream are cut. Traces pass untouched. */
export class StopStrings {
  private readonly stops: readonly string[];
  private readonly longest: number;
  private held = '';
  private heldTokens = 0;
  private found = false;

  /** Empty strings stop nothing. */
  constructor(stops: readonly string[]) {
    this.stops = stops.filter((stop) => stop !== '');
    this.longest = Math.max(0, ...this.stops.map((stop) => stop.length));
  }

  /** Whether a stop string appeared; nothing more comes out from then on. */
  get stopped(): boolean {
    return this.found;
  }

  /** The deltas that may be shown now: text that could be the start of a stop string is held back. */
  push(deltas: readonly GenerationDelta[]): readonly GenerationDelta[] {
    if (this.longest === 0) return deltas;
    return deltas.flatMap((delta) => {
      if (delta.kind === 'text') return this.take(delta);
      // What is held back belongs to what is relabelled.
      return delta.kind === 'relabel' && !this.found ? [...this.finish(), delta] : [delta];
    });
  }

  /** The end of the stream: text that was held back and turned out to be none. */
  finish(): readonly GenerationDelta[] {
    return this.found ? [] : this.give(this.held.length);
  }

  private take(delta: GenerationDelta & { kind: 'text' }): GenerationDelta[] {
    if (this.found) return [];
    this.held += delta.text;
    this.heldTokens += delta.tokens;
    const at = this.firstStop();
    if (at !== undefined) {
      this.found = true;
      return this.give(at);
    }
    return this.give(this.held.length - this.openEnd());
  }

  private firstStop(): number | undefined {
    const places = this.stops.map((stop) => this.held.indexOf(stop)).filter((at) => at >= 0);
    return places.length === 0 ? undefined : Math.min(...places);
  }

  /** Length of the longest end of the text that begins a stop string. */
  private openEnd(): number {
    for (let length = Math.min(this.longest - 1, this.held.length); length > 0; length--) {
      const end = this.held.slice(-length);
      if (this.stops.some((stop) => stop.startsWith(end))) return length;
    }
    return 0;
  }

  private give(length: number): GenerationDelta[] {
    if (length === 0 && this.heldTokens === 0) return [];
    const text = this.held.slice(0, length);
    this.held = this.held.slice(length);
    const tokens = this.heldTokens;
    this.heldTokens = 0;
    return [{ kind: 'text', text, tokens }];
  }
}
