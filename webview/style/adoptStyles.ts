import { adoptSheets } from './adoptSheets.js';
import answer from './answer.css';
import checks from './checks.css';
import chats from './chats.css';
import base from './base.css';
import confidence from './confidence.css';
import composer from './composer.css';
import context from './context.css';
import controls from './controls.css';
import details from './details.css';
import effort from './effort.css';
import empty from './empty.css';
import find from './find.css';
import markdown from './markdown.css';
import motion from './motion.css';
import outline from './outline.css';
import question from './question.css';
import steps from './steps.css';
import syntax from './syntax.css';
import trace from './trace.css';
import turns from './turns.css';
import vote from './vote.css';

/** Later sheets win over earlier ones. */
const SHEETS = [
  base,
  turns,
  question,
  trace,
  steps,
  outline,
  answer,
  details,
  checks,
  empty,
  composer,
  effort,
  vote,
  context,
  confidence,
  controls,
  chats,
  find,
  markdown,
  syntax,
  motion,
];

/** Gives a document the styles of the chat. */
export function adoptStyles(target: Document): void {
  adoptSheets(target, SHEETS);
}
