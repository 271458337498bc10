/** Most questions that are remembered. */
const MOST_QUESTIONS = 50;

/** Walks through the questions that were asked; what is being written is kept as the end of the way. */
export class QuestionHistory {
  private questions: readonly string[];
  /** Steps back from what is being written; 0 is there. */
  private steps = 0;
  private draft = '';

  /** @param questions Oldest first. */
  constructor(questions: readonly string[] = []) {
    this.questions = questions.slice(-MOST_QUESTIONS);
  }

  /** Every question remembered, oldest first. */
  get all(): readonly string[] {
    return this.questions;
  }

  /** Remembers a question as the newest; the way back begins afresh. */
  add(question: string): void {
    const others = this.questions.filter((each) => each !== question);
    this.questions = [...others, question].slice(-MOST_QUESTIONS);
    this.reset();
  }

  /** Begins afresh from what is being written. */
  reset(): void {
    this.steps = 0;
    this.draft = '';
  }

  /** The question before; undefined where there is none. */
  older(current: string): string | undefined {
    const question = this.questions.at(-this.steps - 1);
    if (question === undefined) return undefined;
    if (this.steps === 0) this.draft = current;
    this.steps += 1;
    return question;
  }

  /** The question after, at last what was being written; undefined when that is shown. */
  newer(): string | undefined {
    if (this.steps === 0) return undefined;
    this.steps -= 1;
    return this.steps === 0 ? this.draft : this.questions.at(-this.steps);
  }
}
