/**
 * How a model is asked for the text between a prefix and a suffix: it goes on from the prefix, and what the document has behind
 * the cursor only ends and trims its text; it reads both around its fill-in-the-middle tokens; or it is told in a chat to fill a
 * hole, without thinking.
 */
export type InfillWay = 'continue' | 'fillInMiddle' | 'fillHole';
