import { StepSegmenter, type TraceStep } from '../../src/core/reasoning/steps/stepSegmenter.js';

/** The steps of a trace that grows. */
export class TraceSteps {
  private segmenter = new StepSegmenter();
  private text = '';

  /** Steps that no later text changes. */
  get closed(): readonly TraceStep[] {
    return this.segmenter.closed;
  }

  /** Steps at the end that may still change. */
  get open(): readonly TraceStep[] {
    return this.segmenter.open;
  }

  /**
   * Takes the trace as it is.
   *
   * @returns Whether it continues the one before; if not, all steps are others.
   */
  update(text: string): boolean {
    if (text === this.text) return true;
    const grown = text.length > this.text.length && text.startsWith(this.text);
    if (!grown) this.segmenter = new StepSegmenter();
    this.segmenter.push(grown ? text.slice(this.text.length) : text);
    this.text = text;
    return grown;
  }
}
