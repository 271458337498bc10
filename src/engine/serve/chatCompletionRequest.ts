import type { ChatMessage, MessagePart, Role, ThinkBudget } from '../../core/messages.js';
import { type Effort, effortBudget } from '../../core/sampling/r1Defaults.js';
import { invalid } from './apiError.js';
import {
  type Body,
  isRecord,
  isString,
  number,
  optional,
  readBody,
  readReplyRequest,
  type ReplyRequest,
} from './requestFields.js';

/** A request for chat completions, read and checked. */
export interface ChatCompletionRequest extends ReplyRequest {
  readonly messages: readonly ChatMessage[];
  readonly budget: ThinkBudget;
}

/** Fields that would change the answer and that no model here can honour. */
const UNSUPPORTED = ['tools', 'functions', 'logprobs', 'logit_bias', 'audio', 'prediction'];

/**
 * Reads the body of `POST /v1/chat/completions`. Beyond OpenAI's fields it takes `top_k` and `min_p` (llama-server, vLLM), a think
 * budget as `reasoning_effort` (OpenAI), `reasoning.max_tokens` (OpenRouter) or `chat_template_kwargs.enable_thinking` (vLLM), and
 * a last message of the assistant to go on from, with its thought in `reasoning_content`.
 *
 * @throws ApiError 400 that names the field at fault.
 */
export function readChatCompletionRequest(value: unknown): ChatCompletionRequest {
  const body = readBody(value, UNSUPPORTED);
  const format = body['response_format'];
  if (isRecord(format) && format['type'] !== 'text')
    throw invalid('response_format', 'Only text is supported.');
  return {
    ...readReplyRequest(body),
    messages: readMessages(body['messages']),
    budget: readBudget(body),
  };
}

function readMessages(value: unknown): readonly ChatMessage[] {
  if (!Array.isArray(value) || value.length === 0)
    throw invalid('messages', 'messages must be a list of at least one message.');
  const messages = value.map((each: unknown, index) => readMessage(each, `messages[${index}]`));
  if (!messages.some(({ role }) => role === 'user'))
    throw invalid('messages', 'One message must be by the user.');
  return messages;
}

const ROLES: Readonly<Record<string, Role>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
};

function readMessage(value: unknown, at: string): ChatMessage {
  if (!isRecord(value)) throw invalid(at, 'A message must be an object.');
  const role = isString(value['role']) ? ROLES[value['role']] : undefined;
  if (role === undefined)
    throw invalid(`${at}.role`, 'role must be system, developer, user or assistant.');
  const text = readContent(value['content'], `${at}.content`);
  if (role !== 'assistant') return { role, parts: [part(text)] };
  const thought = optional(value, 'reasoning_content', isString, 'a string');
  const isOpen = text === '';
  return { role, parts: thought === undefined ? [part(text)] : withThought(thought, text, isOpen) };
}

/** A thought with nothing behind it is one that goes on. */
function withThought(thought: string, text: string, isOpen: boolean): MessagePart[] {
  const thinking = { kind: 'thinking', text: thought, tokenCount: 0 } as const;
  return isOpen ? [thinking] : [{ ...thinking, end: 'closeTag' }, part(text)];
}

function part(text: string): MessagePart {
  return { kind: 'text', text, tokenCount: 0 };
}

function readContent(value: unknown, at: string): string {
  if (value === null || value === undefined) return '';
  if (isString(value)) return value;
  if (!Array.isArray(value)) throw invalid(at, 'content must be text.');
  return value
    .map((each: unknown) => {
      if (isRecord(each) && each['type'] === 'text' && isString(each['text'])) return each['text'];
      throw invalid(at, 'Only text can be read.');
    })
    .join('');
}

const EFFORTS: Readonly<Record<string, Effort>> = {
  minimal: 'quick',
  low: 'quick',
  medium: 'normal',
  high: 'deep',
  xhigh: 'unbounded',
};

function readBudget(body: Body): ThinkBudget {
  const template = body['chat_template_kwargs'];
  if (isRecord(template) && template['enable_thinking'] === false) return { maxTokens: 0 };
  const reasoning = body['reasoning'];
  if (isRecord(reasoning)) {
    const maxTokens = number(reasoning, 'max_tokens', 0, 0xffff_ffff, true);
    if (maxTokens !== undefined) return { maxTokens };
    if (reasoning['enabled'] === false) return { maxTokens: 0 };
  }
  const effort =
    body['reasoning_effort'] ?? (isRecord(reasoning) ? reasoning['effort'] : undefined);
  if (effort === undefined || effort === null) return effortBudget('unbounded');
  if (effort === 'none') return { maxTokens: 0 };
  const known = isString(effort) ? EFFORTS[effort] : undefined;
  if (known === undefined)
    throw invalid(
      'reasoning_effort',
      `reasoning_effort must be none, ${Object.keys(EFFORTS).join(', ')}.`,
    );
  return effortBudget(known);
}
