import type { ChatListItem } from '../../src/protocol/sessions.js';
import type { FoundIn } from '../../src/core/chat/sessionSearch.js';
import { count, dotted } from './wording.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const THIS_YEAR = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
const ANY_YEAR = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });

/** A time as people say it, seen from `now`; both in milliseconds since the epoch. Empty for an unknown time. */
export function relativeDate(time: number, now: number): string {
  if (time <= 0) return '';
  const ago = now - time;
  if (ago < MINUTE) return 'just now';
  if (ago < HOUR) return RELATIVE.format(-Math.floor(ago / MINUTE), 'minute');
  const days = Math.round((midnight(now) - midnight(time)) / DAY);
  if (days === 0) return RELATIVE.format(-Math.floor(ago / HOUR), 'hour');
  if (days < 7) return RELATIVE.format(-days, 'day');
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? THIS_YEAR : ANY_YEAR).format(time);
}

/** What stands below the title of a chat: when, how long, by which model. */
export function chatFigures(chat: ChatListItem, now: number): string {
  const { turns, model, updatedAt } = chat;
  return dotted(
    relativeDate(updatedAt, now),
    `${count(turns)} ${turns === 1 ? 'turn' : 'turns'}`,
    model,
  );
}

/** Where a search found something, in a word; nothing for the title, which shows it. */
export function foundWord(where: FoundIn): string {
  const words: Readonly<Record<FoundIn, string>> = {
    title: '',
    question: 'Question',
    thinking: 'Thinking',
    answer: 'Answer',
  };
  return words[where];
}

function midnight(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}
