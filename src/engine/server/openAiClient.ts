import OpenAI, { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import { abortable } from '../../core/chat/abortable.js';
import { MOST_SAMPLES } from '../../core/models/samplesNeed.js';
import { abortableBody } from './abortableBody.js';
import { objectAsEvent } from './objectAsEvent.js';
import { patientFetch } from './patientFetch.js';
import type {
  ConnectOptions,
  PieceUsage,
  ReplyPiece,
  ReplyRequest,
  ServedModel,
  ServerClient,
  ServerFault,
} from './serverClient.js';

/** The one file that knows the `openai` package: a client of any server that speaks OpenAI's API. */
export function connect({ url, key, retries }: ConnectOptions): Promise<ServerClient> {
  const ask = patientFetch(url);
  const clientFor = (read: (response: Response) => Response, onBytes: () => void): OpenAI =>
    new OpenAI({
      baseURL: url,
      // The package wants one; servers without keys take no notice.
      apiKey: key ?? 'none',
      organization: null,
      project: null,
      maxRetries: retries,
      // How long an answer may take is for whoever asks to say; what took too long is not to be asked again.
      timeout: LONGEST_TIMER,
      // What is asked goes where the user said, and nowhere else.
      fetchOptions: { redirect: 'error' },
      fetch: async (input, init) =>
        notForTooLong(read(abortableBody(await ask(input, init), init?.signal, onBytes))),
      logLevel: 'off',
    });
  const client = clientFor(
    (response) => response,
    () => undefined,
  );
  return Promise.resolve({
    async models(signal) {
      const { data } = await abortable(client.models.list({ signal }), signal);
      return data.map(servedModel);
    },
    async *chat({ messages, ...request }, { signal, onAlive }) {
      const asked = { ...body(request), messages: [...messages], stream: true as const };
      const { chat } = clientFor(objectAsEvent, onAlive);
      const stream = await abortable(chat.completions.create(asked, { signal }), signal);
      for await (const chunk of stream) yield* piecesOf(chunk, chatPiece);
    },
    async *completion({ prompt, ...request }, { signal, onAlive }) {
      const asked = { ...body(request), prompt, stream: true as const };
      const { completions } = clientFor(objectAsEvent, onAlive);
      const stream = await abortable(completions.create(asked, { signal }), signal);
      for await (const chunk of stream) yield* piecesOf(chunk, textPiece);
    },
    async promptTokens(model, prompt, signal) {
      const asked = { model, prompt, max_tokens: 1, temperature: 0 };
      const reply = client.completions.create(asked, { signal, maxRetries: 0 });
      return (await abortable(reply, signal)).usage?.prompt_tokens;
    },
    faultOf: (thrown) => {
      const fault = faultOf(thrown);
      // Some servers repeat what they were sent.
      return key ? { ...fault, message: fault.message.replaceAll(key, '…') } : fault;
    },
  });
}

/** Milliseconds of the longest timer there is. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Seconds that a request waits at the most where the server says when to ask again. */
const LONGEST_WAIT = 60;

/** The package waits as long as it is told to: an answer that says too much is one that is not asked for again. */
function notForTooLong(response: Response): Response {
  const told = response.headers.get('retry-after');
  const toldMs = response.headers.get('retry-after-ms');
  if (response.ok || (told === null && toldMs === null)) return response;
  const seconds = told === null ? 0 : Number(told);
  const wait = Number.isNaN(seconds) ? (Date.parse(told ?? '') - Date.now()) / 1000 : seconds;
  if (!(Math.max(wait, Number(toldMs) / 1000) > LONGEST_WAIT)) return response;
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  headers.set('x-should-retry', 'false');
  return new Response(response.body, { status, statusText, headers });
}

function body({
  model,
  maxTokens,
  temperature,
  topP,
  topK,
  minP,
  seed,
  stop,
  count,
}: ReplyRequest): {
  model: string;
  max_tokens: number;
  temperature: number;
  top_p: number;
  seed: number;
  n?: number;
  stop?: string[];
  stream_options: OpenAI.ChatCompletionStreamOptions;
} {
  return {
    model,
    max_tokens: maxTokens,
    temperature,
    top_p: topP,
    seed,
    ...(stop.length > 0 && { stop: [...stop] }),
    // Beyond OpenAI's API: only where they are wanted, since a server may refuse what it does not know.
    ...(topK > 0 && { top_k: topK }),
    ...(minP > 0 && { min_p: minP }),
    ...(count !== undefined && { n: count }),
    stream_options: {
      include_usage: true,
      // Else the counts are those of all replies together.
      ...(count !== undefined && { continuous_usage_stats: true }),
    },
  };
}

/** Thought as DeepSeek, vLLM before 0.11, SGLang and llama-server name it, and as vLLM, Ollama and OpenRouter do. */
interface Reasoned {
  readonly reasoning_content?: unknown;
  readonly reasoning?: unknown;
}

/** A chunk as servers send it, which may lack what the types promise. */
interface Chunk<Choice> {
  readonly choices?: readonly Choice[] | null;
  readonly usage?: OpenAI.CompletionUsage | null;
}

/** An error in the form of vLLM, or of frameworks that servers are made with, which the package takes for a chunk. */
interface StatedError {
  readonly object?: string;
  readonly message?: unknown;
  readonly detail?: unknown;
}

/** @throws APIError where the chunk is an error. */
function piecesOf<Choice>(
  chunk: (Chunk<Choice> & StatedError) | null,
  pieceOf: (choice: Choice) => ReplyPiece,
): readonly ReplyPiece[] {
  if (chunk === null) return [];
  const { choices, object, message, detail } = chunk;
  const says = [message, detail].find((each) => typeof each === 'string');
  if (object === 'error' || (!choices && says !== undefined))
    throw new APIError(undefined, chunk, says, undefined);
  return withUsage((chunk.choices ?? []).map(pieceOf), chunk.usage);
}

function textPiece({ index, text, finish_reason }: OpenAI.CompletionChoice): ReplyPiece {
  // Servers send null while a reply goes on.
  const finish: string | null | undefined = finish_reason;
  return { reply: index, text, ...(finish && { finish }) };
}

function chatPiece(choice: OpenAI.ChatCompletionChunk.Choice): ReplyPiece {
  // A server that does not stream sends the whole message at once.
  const { delta: part, message }: { readonly delta?: unknown; readonly message?: unknown } = choice;
  const delta = (part ?? message) as (Reasoned & { readonly content?: unknown }) | undefined;
  // Some send both, one of them empty.
  const thinking = [delta?.reasoning_content, delta?.reasoning].find(
    (each) => typeof each === 'string' && each !== '',
  );
  const text = delta?.content;
  const { index, finish_reason: finish } = choice;
  return {
    reply: index,
    ...(typeof thinking === 'string' && { thinking }),
    ...(typeof text === 'string' && { text }),
    ...(finish && { finish }),
  };
}

/** The pieces of a chunk, the last of them with its counts. */
function withUsage(
  pieces: readonly ReplyPiece[],
  usage: OpenAI.CompletionUsage | null | undefined,
): readonly ReplyPiece[] {
  if (!usage) return pieces;
  return [...pieces.slice(0, -1), { ...pieces.at(-1), ...usagePiece(usage) }];
}

function usagePiece(usage: OpenAI.CompletionUsage): { usage: PieceUsage } {
  const thinkingTokens = usage.completion_tokens_details?.reasoning_tokens;
  const cachedTokens = usage.prompt_tokens_details?.cached_tokens;
  const { prompt_tokens: prompt, completion_tokens: completion } = usage as Partial<typeof usage>;
  return {
    usage: {
      promptTokens: prompt ?? 0,
      completionTokens: completion ?? 0,
      ...(typeof thinkingTokens === 'number' && { thinkingTokens }),
      ...(typeof cachedTokens === 'number' && { cachedTokens }),
    },
  };
}

/** Requests at once of a server of which nothing is known: as many as llama-server has slots unless told otherwise. */
const AT_ONCE = 4;

/** How servers take several replies to one prompt, by whom they name as the owner of their models. */
const BY_OWNER: ReadonlyMap<unknown, Pick<ServedModel, 'answersTogether' | 'atOnce'>> = new Map([
  // Reply `i` of a request has its seed plus `i` (vllm/v1/engine/parallel_sampling.py).
  ['vllm', { answersTogether: true, atOnce: MOST_SAMPLES }],
  // All replies of a request have its seed, and are the same where SGLang samples by seeds; it shares prompts of its own accord.
  ['sglang', { answersTogether: false, atOnce: MOST_SAMPLES }],
]);

function servedModel(model: OpenAI.Model): ServedModel {
  const fields: Readonly<Record<string, unknown>> = { ...model };
  const size = contextSize(fields);
  const many = BY_OWNER.get(fields['owned_by']) ?? { answersTogether: false, atOnce: AT_ONCE };
  const { root } = fields;
  return {
    id: model.id,
    ...(typeof root === 'string' && { root }),
    ...many,
    ...(size !== undefined && { contextSize: size }),
  };
}

/** The size of the context as vLLM and SGLang, OpenRouter, and llama-server name it. */
function contextSize(fields: Readonly<Record<string, unknown>>): number | undefined {
  const meta = fields['meta'];
  const inner: Readonly<Record<string, unknown>> =
    typeof meta === 'object' && meta !== null ? { ...meta } : {};
  return [
    fields['max_model_len'],
    fields['context_length'],
    inner['n_ctx'],
    inner['n_ctx_train'],
  ].find((each): each is number => typeof each === 'number' && each > 0);
}

/** What the package throws, whose fields hold whatever the server sent. */
interface ThrownError {
  readonly status?: unknown;
  readonly code?: unknown;
  readonly error?: unknown;
}

/** A status of HTTP that stands in the code of an error. */
function statusIn(code: unknown): number | undefined {
  const status = Number(code);
  return status >= 400 && status < 600 ? status : undefined;
}

function faultOf(thrown: unknown): ServerFault {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof APIUserAbortError) return { kind: 'aborted', message };
  if (thrown instanceof APIConnectionError) return { kind: 'unreachable', message };
  if (thrown instanceof APIError) {
    const { status: sent, code, error } = thrown as ThrownError;
    // Where a stream ends with an error, the server's status was sent before.
    const status = typeof sent === 'number' ? sent : statusIn(code);
    return {
      kind: 'status',
      ...(status !== undefined && { status }),
      ...(typeof code === 'string' && { code }),
      message: typeof error === 'string' ? error : message,
    };
  }
  if (thrown instanceof SyntaxError) return { kind: 'malformed', message };
  // A connection that breaks in the middle of a reply.
  return { kind: 'unreachable', message };
}
