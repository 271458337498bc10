import type { GenerateRequest, SamplesPlan } from '../core/engine.js';
import { winner } from '../core/voting/tally.js';
import type { VoteOutcome, VoteSample } from '../core/voting/vote.js';
import { wordsOf } from './words.js';
import { bytes, duration } from '../core/text/quantity.js';

/**
 * What a vote may take, before it begins.
 *
 * @param perSecond tokens the model writes a second, where that was measured.
 */
export function costWords(
  plan: SamplesPlan,
  { sampling }: GenerateRequest,
  most: number,
  perSecond: number | undefined,
): string {
  const each = Math.max(0, Math.min(sampling.maxTokens, plan.contextSize - plan.promptTokens));
  const time =
    perSecond === undefined || perSecond <= 0
      ? ''
      : `, about ${duration((each * most) / perSecond)}`;
  const memory = plan.neededBytes === undefined ? '' : `, ${bytes(plan.neededBytes)} of memory`;
  const tokens = (each * most).toLocaleString('en');
  return `Up to ${most} answers of ${each.toLocaleString('en')} tokens: at most ${tokens} tokens${time}${memory}.`;
}

/** What begins. */
export function roundWords(count: number, before: number): string {
  if (before === 0) return `${count === 1 ? 'One answer' : `${count} answers at once`} …`;
  return `Not decided: ${count} more …`;
}

/** What one sample answered. */
export function sampleWords({ sample, answer, result, error }: VoteSample): string {
  if (!result) return `Answer ${sample + 1}: broke off. ${error ? wordsOf(error) : ''}`.trim();
  const tokens = `${result.usage.completionTokens.toLocaleString('en')} tokens, seed ${result.seed}`;
  return `Answer ${sample + 1}: ${answer === undefined ? 'none' : oneLine(answer)} (${tokens})`;
}

/** How many agree, and what the others say. */
export function tallyWords({ tally, samples }: VoteOutcome): string {
  const { groups, votes, tied } = tally;
  const agreed = winner(tally);
  const size = groups[0]?.samples.length ?? 0;
  const tiedGroups = tied ? groups.filter(({ samples: own }) => own.length === size) : [];
  const broken = samples.filter(({ error }) => error !== undefined).length;
  const off = broken === 0 ? '' : `, ${broken} broke off`;
  const head = agreed
    ? `${agreed.samples.length} of ${votes} agree${off}: ${oneLine(agreed.answer)}`
    : tied
      ? `No answer won: ${tiedGroups.map(({ answer }) => oneLine(answer)).join(' and ')} have ${size} of ${votes} each${off}. The first is printed.`
      : `None of ${votes} came to an answer${off}.`;
  const others = groups
    .slice(agreed ? 1 : tiedGroups.length)
    .map(({ answer, samples: own }) => `${oneLine(answer)} (${own.length})`);
  const given = groups.reduce((sum, { samples: own }) => sum + own.length, 0);
  const none = votes - given - broken;
  if (none > 0 && groups.length > 0) others.push(`no answer (${none})`);
  const stopped = samples.filter(({ result }) => result?.finish === 'cancelled').length;
  return [
    head,
    ...(others.length === 0 ? [] : [`Others: ${others.join(', ')}`]),
    ...(stopped === 0 ? [] : [`${stopped} stopped before the end.`]),
  ].join('\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
