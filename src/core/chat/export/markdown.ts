import { fencedBlock } from '../../prompt/fence.js';
import { answerText } from '../parts.js';
import type { SavedSession, SavedTurn } from '../savedSession.js';
import { sessionHead } from '../sessionHead.js';
import type { TurnAttachment } from '../turn.js';
import { voteSummary } from '../../voting/voteSummary.js';
import { exportedTurns, thoughtText, type ExportOptions } from './exportedTurns.js';

/** A chat as a Markdown document. */
export function chatMarkdown(saved: SavedSession, options: ExportOptions): string {
  const { title, createdAt, model } = sessionHead(saved);
  const facts = [createdAt > 0 ? new Date(createdAt).toISOString() : '', model ?? ''];
  const blocks = [
    `# ${title === '' ? 'Chat' : title}`,
    options.metadata ? emphasized(facts) : '',
    ...exportedTurns(saved).flatMap((turn) => turnBlocks(turn, options)),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** Several chats as one Markdown document. */
export function chatsMarkdown(chats: readonly SavedSession[], options: ExportOptions): string {
  return chats.map((chat) => chatMarkdown(chat, options)).join('\n---\n\n');
}

function turnBlocks(turn: SavedTurn, options: ExportOptions): readonly string[] {
  const { prompt, attachments = [], parts } = turn;
  const thought = options.thinking ? thoughtText(turn).trim() : '';
  return [
    '## Question',
    prompt.trim(),
    ...(options.attachments ? attachments.flatMap(attachmentBlocks) : []),
    '## Answer',
    thought === '' ? '' : quoted(`**Thinking**\n\n${thought}`),
    answerText(parts).trim(),
    ...voteBlocks(turn, options),
    options.metadata ? emphasized(figures(turn)) : '',
  ];
}

/** How a vote came out, and what the replies were that do not stand for it. */
function voteBlocks({ status, samples = [] }: SavedTurn, options: ExportOptions): string[] {
  const { vote } = status;
  if (!vote) return [];
  const groups = vote.groups.map(
    (group) =>
      `- ${group.samples.length} of ${vote.votes}: ${group.answer.replaceAll(/\s+/g, ' ')}`,
  );
  const others = samples.flatMap(({ parts }, index) => {
    if (index === vote.chosen || answerText(parts).trim() === '') return [];
    const thought = options.thinking ? thoughtText({ parts }).trim() : '';
    return [
      `### Answer ${index + 1}`,
      thought === '' ? '' : quoted(`**Thinking**\n\n${thought}`),
      answerText(parts).trim(),
    ];
  });
  const chosen = vote.chosen === undefined ? '' : `The answer above is answer ${vote.chosen + 1}.`;
  return ['### Vote', `${voteSummary(vote)}.`, groups.join('\n'), chosen, ...others];
}

function attachmentBlocks(attachment: TurnAttachment): readonly string[] {
  const { path, startLine, endLine, languageId, text } = attachment;
  const lines = startLine === endLine ? `${startLine}` : `${startLine}-${endLine}`;
  return [`${path}:${lines}`, fencedBlock(text, languageId)];
}

function figures({ status }: SavedTurn): readonly string[] {
  const { model, usage, seed } = status;
  return [
    model ?? '',
    usage ? `${usage.completionTokens} tokens` : '',
    seed === undefined ? '' : `seed ${seed}`,
  ];
}

function emphasized(facts: readonly string[]): string {
  const text = facts.filter((fact) => fact !== '').join(' · ');
  return text === '' ? '' : `*${text}*`;
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');
}
