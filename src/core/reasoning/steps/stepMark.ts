/** What a step of a thought does. */
export type StepMark = 'setup' | 'deduction' | 'check' | 'doubt' | 'backtrack' | 'conclusion';

/**
 * Marks that tell more win over marks that tell less where two meet in one step: what matters most to a reader is where
 * the model left its way, then where it was unsure.
 */
export const MARK_WEIGHT: Readonly<Record<StepMark, number>> = {
  backtrack: 5,
  doubt: 4,
  conclusion: 3,
  check: 2,
  setup: 1,
  deduction: 0,
};

/** Words a sentence may begin with before it says what it is about. */
const LEAD = String.raw`(?:(?:but|so|and|hmm+|oh|ah|ok(?:ay)?|well|now|actually|hold on|wait)\b[\s,.:;!…—-]*)*`;
const WAIT = String.raw`(?:(?:but|hmm+|oh|ah|so|and|ok(?:ay)?)\b[\s,.]*)*(?:wait|hold on|hang on)\b(?: a (?:minute|second|moment))?[\s,.:;!…—-]*(?:but\b[\s,]*)?(?:actually\b[\s,]*)?`;

const BACKTRACK: readonly RegExp[] = [
  // "Wait, maybe I should …", "Wait, another approach: …", "But wait, the question says …"
  start(
    String.raw`${WAIT}(?:maybe|perhaps|another|the (?:question|problem|key|structure|puzzle|task)|no[,.]? (?:maybe|perhaps))\b`,
  ),
  start(
    String.raw`${LEAD}(?:alternatively\b|another (?:approach|way|method)(?:\s*[:,]|\s+(?:could|might|would)\b))`,
  ),
  start(
    String.raw`${LEAD}(?:going back|let(?:'s| us| me) (?:go back|start over|start again|rethink|backtrack|try (?:another|a different)|think (?:differently|of another|about (?:it|this) differently)))\b`,
  ),
  start(String.raw`${LEAD}(?:scratch that|never mind|on second thought)\b`),
  /\b(?:need|needs|try|trying|take|think|consider|use|from|is|maybe) (?:(?:of|about|this|it|in|to|a|using|there's) ){0,3}different (?:approach|strategy|angle|method|perspective|way)\b/i,
  /\b(?:approach|method|way|path) (?:isn't|is not|doesn't|does not|won't) (?:work|help|lead)/i,
  /\b(?:I(?:'m| am|'ve| have| was| might be| may be) (?:been )?(?:overcomplicat|overthink|on the wrong))/i,
  /\bI (?:made|must have made|think I made|may have made|might have made) (?:a|an) (?:mistake|error)\b/i,
];

const DOUBT: readonly RegExp[] = [
  /\b(?:not|n't)(?: (?:entirely|completely|totally|quite|exactly|really|so|too|very|fully|100 ?%))? (?:sure|certain|confident|clear)\b/i,
  /\b(?:I(?:'m| am)|this is|it(?:'s| is)|that(?:'s| is)) (?:(?:a (?:bit|little)|getting|really|still|so|quite|pretty) )*(?:stuck|confus(?:ed|ing)|unsure|uncertain|unclear|frustrating|challenging|tricky|puzzling|a stretch|lost)\b/i,
  /\b(?:doesn't|does not|didn't|don't|might not|may not|can't|cannot) (?:(?:seem|look|sound|feel|quite|really|necessarily|even|form|fit|make|be|to|a|an|as|that|the|all|clear|any|see) ){0,4}(?:right|sense|pattern|fit|add up|correct|work|accurate|valid|help|well|match)\b/i,
  /\b(?:seems|feels|sounds|looks|is|'s) (?:(?:a (?:bit|little)|too|kind of|rather) )*(?:odd|off|weird|strange|vague|unlikely|contradict\w*|inconsisten\w*|wrong|incorrect)\b/i,
  /\bI(?:'m| am| might be| may be| could be|'m probably) (?:getting (?:confused|mixed)|mixing|missing something|misunderstanding|misremembering|assuming|not making progress)\b/i,
  /\b(?:getting me nowhere|I doubt|or is it|am I (?:missing|sure|right|mis))\b/i,
  // "Wait, no, …", "No, that …", "Wait, that can't be", "Hmm, …"
  start(
    String.raw`${WAIT}(?:no\b|that\b|is\b|does\b|what\b|why\b|how\b|which\b|I'?m?\b|if\b|does\b|but\b|in\b|$)`,
  ),
  // "Hmm, let me see" begins a thought; "Hmm, that …" questions one.
  start(
    String.raw`(?:(?:but|and|so|wait)\b[\s,]*)*hmm+\b[\s,.…]*(?:that\b(?!'s an? )|this|those|but|no\b|not|wait|I'm|I don't|I'm|maybe I|what if|is|does|$)`,
  ),
  start(String.raw`no, (?:that|this|it|wait|because|the)\b`),
  start(String.raw`(?:but|and|or)\b[^.!?]*\?\s*$`),
  start(String.raw`(?:wait|hold on|hang on)\b`),
];

const CHECK: readonly RegExp[] = [
  start(
    String.raw`${LEAD}(?:let(?:'s| me| us)|I(?:'ll| will| should| need to| can| want to)|to)(?: just| also| quickly| now| try to)? (?:double[- ]?check|check|verify|test|confirm|make sure|re-?check|re-?calculate|re-?compute|validate|try (?:it|this|that|some|a few|with|plugging|an example|again)|plug|substitute|see if|see whether)\b`,
  ),
  /\b(?:double[- ]?check(?:ing)?|let me (?:verify|confirm)|to (?:verify|confirm)|as a (?:sanity )?check|sanity[- ]check)\b/i,
  start(String.raw`${LEAD}(?:checking|verifying|testing|plugging|substituting back)\b`),
];

const CONCLUSION: readonly RegExp[] = [
  /\\boxed\s*\{/,
  /\b(?:final|correct|right|best|only|most (?:logical|likely|sensible|reasonable)) (?:answer|result|solution|choice|option|conclusion)\b/i,
  /\b(?:the|my|our) (?:answer|solution|result)(?: here| then)? (?:is|should be|must be|would be|has to be|comes out)\b/i,
  start(
    String.raw`${LEAD}(?:in conclusion|to conclude|in summary|to sum(?: it)? up|to summarize|summing up|overall|putting (?:it|this|that|all|everything)\b.*\btogether|all in all|I(?:'m| am) (?:confident|(?:pretty|fairly|quite) (?:sure|confident))|I(?:'ll| will) go with|I (?:can )?conclude)\b`,
  ),
  start(String.raw`(?:so,? )?(?:therefore|thus|hence),? (?:the|it|we|there|this|that|my)\b`),
];

const SETUP: readonly RegExp[] = [
  start(String.raw`(?:ok(?:ay)?|alright|all right|right)\b[\s,.]*(?:so|let|I|first|the|we|here)\b`),
  start(
    String.raw`${LEAD}(?:I(?:'m| am) (?:trying to|given|asked|supposed to|looking at)|I (?:need|have|want) to (?:figure|find|solve|work out|determine|explain|write|calculate|understand|answer)|the (?:question|problem|task|user) (?:is|asks?|says|wants|gives))\b`,
  ),
];

/**
 * What a sentence does, by the cues of its words.
 *
 * @param sentence A sentence of a thought, or the beginning of one.
 * @param first Whether the thought begins with it.
 */
export function markOf(sentence: string, first: boolean): StepMark {
  const text = sentence
    .trimStart()
    .replace(/^(?:[*_#>\-\s]|\d+[.)]\s)+/, '')
    .replaceAll('’', "'");
  const found = (cues: readonly RegExp[]): boolean => cues.some((cue) => cue.test(text));
  if (found(BACKTRACK)) return 'backtrack';
  if (found(CHECK)) return 'check';
  if (found(DOUBT)) return 'doubt';
  if (found(CONCLUSION)) return 'conclusion';
  return first || found(SETUP) ? 'setup' : 'deduction';
}

function start(pattern: string): RegExp {
  return new RegExp(`^${pattern}`, 'i');
}
