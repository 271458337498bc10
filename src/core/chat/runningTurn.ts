/** A turn on its way from the question to its end. */
export interface RunningTurn {
  /** Runs the turn to its end, good or bad; never rejects. */
  start(): Promise<void>;
  /** Whether it was told to end. */
  readonly stopping: boolean;
  /** Ends the turn early; what it wrote stays. */
  stop(): void;
  /** Ends its thought; does nothing before or after the generation. */
  answerNow(): void;
  /** Stops, and changes nothing of the turn any more. */
  abandon(): void;
}
