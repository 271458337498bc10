/**
 * Models whose chat template ends the prompt in an open thought, so that many servers send a thought without its opening tag:
 * DeepSeek-R1 and its distills, QwQ, and those of Qwen3 that only think.
 */
const FORCED = /(?:^|[^a-z0-9])(?:r1|qwq)(?:[^a-z0-9]|$)|qwen3.*thinking/i;

/**
 * What a reply of a model begins with where neither a field nor a tag says so: at first as the model's name suggests, then as its
 * last reply that showed it.
 */
export class ThoughtGuess {
  private begins: 'thinking' | 'text';

  /** @param names Names that a server gives the model. */
  constructor(names: readonly string[]) {
    this.begins = names.some((name) => FORCED.test(name)) ? 'thinking' : 'text';
  }

  get startsInThinking(): boolean {
    return this.begins === 'thinking';
  }

  /** A reply showed what text without a tag in front of it is. */
  learn(begins: 'thinking' | 'text'): void {
    this.begins = begins;
  }
}
