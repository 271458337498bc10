import OpenAI, { APIConnectionError, APIError, APIUserAbortError } from 'openai';
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
  const client = new OpenAI({
    baseURL: url,
    // The package wants one; servers without keys take no notice.
    apiKey: key ?? 'none',
    organization: null,
    project: null,
    maxRetries: retries,
    // What is asked goes where the user said, and nowhere else.
    fetchOptions: { redirect: 'error' },
    logLevel: 'off',
  });
  return Promise.resolve({
    async models(signal) {
      const { data } = await client.models.list({ signal });
      return data.map(servedModel);
    },
    async *chat({ messages, ...request }, signal) {
      const stream = await client.chat.completions.create(
        { ...body(request), messages: [...messages], stream: true, stream_options: USAGE },
        { signal },
      );
      for await (const { choices, usage } of stream) yield chatPiece(choices[0], usage);
    },
    async *completion({ prompt, ...request }, signal) {
      const stream = await client.completions.create(
        { ...body(request), prompt, stream: true, stream_options: USAGE },
        { signal },
      );
      for await (const { choices, usage } of stream) {
        const [choice] = choices;
        // Servers send null while a reply goes on.
        const finish: string | null | undefined = choice?.finish_reason;
        yield {
          ...(choice && { text: choice.text }),
          ...(finish && { finish }),
          ...usagePiece(usage),
        };
      }
    },
    async promptTokens(model, prompt, signal) {
      const reply = await client.completions.create(
        { model, prompt, max_tokens: 1, temperature: 0 },
        { signal, maxRetries: 0 },
      );
      return reply.usage?.prompt_tokens;
    },
    faultOf,
  });
}

const USAGE = { include_usage: true } as const;

function body({ model, maxTokens, temperature, topP, topK, minP, seed, stop }: ReplyRequest): {
  model: string;
  max_tokens: number;
  temperature: number;
  top_p: number;
  seed: number;
  stop?: string[];
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
  };
}

/** Thought as DeepSeek, vLLM before 0.11, SGLang and llama-server name it, and as vLLM, Ollama and OpenRouter do. */
interface Reasoned {
  readonly reasoning_content?: unknown;
  readonly reasoning?: unknown;
}

function chatPiece(
  choice: OpenAI.ChatCompletionChunk.Choice | undefined,
  usage: OpenAI.CompletionUsage | null | undefined,
): ReplyPiece {
  // A chunk may lack what the types promise.
  const delta: (Reasoned & { readonly content?: unknown }) | undefined = choice?.delta;
  const thinking = delta?.reasoning_content ?? delta?.reasoning;
  const text = delta?.content;
  return {
    ...(typeof thinking === 'string' && { thinking }),
    ...(typeof text === 'string' && { text }),
    ...(choice?.finish_reason && { finish: choice.finish_reason }),
    ...usagePiece(usage),
  };
}

function usagePiece(usage: OpenAI.CompletionUsage | null | undefined): { usage?: PieceUsage } {
  if (!usage) return {};
  const thinkingTokens = usage.completion_tokens_details?.reasoning_tokens;
  const cachedTokens = usage.prompt_tokens_details?.cached_tokens;
  return {
    usage: {
      promptTokens: usage.prompt_tokens,
      completionTokens: usage.completion_tokens,
      ...(typeof thinkingTokens === 'number' && { thinkingTokens }),
      ...(typeof cachedTokens === 'number' && { cachedTokens }),
    },
  };
}

/** The size of the context as vLLM and SGLang, OpenRouter, and llama-server name it. */
function servedModel(model: OpenAI.Model): ServedModel {
  const fields: Readonly<Record<string, unknown>> = { ...model };
  const meta = fields['meta'];
  const inner: Readonly<Record<string, unknown>> =
    typeof meta === 'object' && meta !== null ? { ...meta } : {};
  const size = [
    fields['max_model_len'],
    fields['context_length'],
    inner['n_ctx'],
    inner['n_ctx_train'],
  ].find((each) => typeof each === 'number' && each > 0);
  return { id: model.id, ...(typeof size === 'number' && { contextSize: size }) };
}

function faultOf(thrown: unknown): ServerFault {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof APIUserAbortError) return { kind: 'aborted', message };
  if (thrown instanceof APIConnectionError) return { kind: 'unreachable', message };
  if (thrown instanceof APIError) {
    const { status, code } = thrown as { readonly status?: unknown; readonly code?: unknown };
    return {
      kind: 'status',
      ...(typeof status === 'number' && { status }),
      ...(typeof code === 'string' && { code }),
      message,
    };
  }
  if (thrown instanceof SyntaxError) return { kind: 'malformed', message };
  // A connection that breaks in the middle of a reply.
  return { kind: 'unreachable', message };
}
