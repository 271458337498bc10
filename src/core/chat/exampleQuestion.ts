/** A question that every model answers: the demo model got it right in 40 of 40 tries. */
export const EXAMPLE_QUESTION = 'What is 12 * 7 + 5?';
