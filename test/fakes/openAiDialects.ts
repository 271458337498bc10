import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a server differs from OpenAI's own, as its documentation and its answers show it. */
export interface Dialect {
  readonly name: string;
  /** Fields of a model in the list. */
  readonly model: Readonly<Record<string, unknown>>;
  /** Where a thought stands in a chat completion. */
  readonly thinking: 'reasoning_content' | 'reasoning' | 'inline';
  /** What raw completions do: take the prompt as it is, put a chat template around it, or not exist. */
  readonly completions: 'raw' | 'templated' | 'absent';
  /** Whether the token of the beginning is put before a raw prompt. */
  readonly addsBegin?: boolean;
  /** Key that it wants. */
  readonly key?: string;
  /** Lines that are sent before the first event. */
  readonly comment?: string;
}

/** Servers that users have. */
export const DIALECTS: readonly Dialect[] = [
  {
    name: 'vLLM',
    model: { max_model_len: 4096 },
    thinking: 'reasoning',
    completions: 'raw',
    addsBegin: true,
  },
  {
    name: 'SGLang',
    model: { max_model_len: 4096 },
    thinking: 'reasoning_content',
    completions: 'raw',
    addsBegin: true,
  },
  {
    name: 'llama-server',
    model: { meta: { n_ctx_train: 131_072 } },
    thinking: 'reasoning_content',
    completions: 'raw',
    addsBegin: true,
  },
  {
    name: 'Ollama',
    model: { owned_by: 'library' },
    thinking: 'reasoning',
    completions: 'templated',
  },
  {
    name: 'LM Studio',
    model: { owned_by: 'organization_owner' },
    thinking: 'inline',
    completions: 'raw',
    addsBegin: false,
  },
  {
    name: 'OpenRouter',
    model: { context_length: 8192 },
    thinking: 'reasoning',
    completions: 'absent',
    key: 'or-key',
    comment: ': OPENROUTER PROCESSING\n\n',
  },
  {
    name: 'Fireworks',
    model: { context_length: 8192 },
    thinking: 'inline',
    completions: 'absent',
    key: 'fw-key',
  },
];

/** What the model of every fake server says to everything. */
export const SCRIPT = {
  thinking: ['I ', 'need ', '384 + 257. ', '84 + 57 ', 'is 141. ', 'So ', '641.'],
  answer: ['The value is ', '**641**', '.\n\n', '\\boxed{641}'],
} as const;

const BEGIN = '<｜begin▁of▁sentence｜>';
const ASSISTANT = '<｜Assistant｜>';
const OPEN = '<think>\n';
const CLOSE = '</think>';

/** A server of one dialect whose model speaks a script, a token a piece. */
export class DialectServer {
  /** Bodies of the requests for replies, in order. */
  readonly requests: { readonly path: string; readonly body: Readonly<Record<string, unknown>> }[] =
    [];
  /** Called before each piece; a test can hold a reply with it. */
  beforePiece: (index: number) => Promise<void> = () => Promise.resolve();
  /** Replies whose clients left before their end. */
  abandoned = 0;
  private readonly dialect: Dialect;
  private readonly server: Server;

  constructor(dialect: Dialect) {
    this.dialect = dialect;
    this.server = createServer((request, response) => {
      void this.answer(request, response);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { key, model, completions } = this.dialect;
    if (key !== undefined && request.headers.authorization !== `Bearer ${key}`) {
      fail(response, 401, 'No auth credentials found');
      return;
    }
    if (request.url === '/v1/models') {
      json(response, { object: 'list', data: [{ id: 'r1-8b', object: 'model', ...model }] });
      return;
    }
    const path = request.url ?? '';
    const isChat = path === '/v1/chat/completions';
    if (!isChat && (path !== '/v1/completions' || completions === 'absent')) {
      fail(response, 404, 'Not Found');
      return;
    }
    const body = JSON.parse(await textOf(request)) as Readonly<Record<string, unknown>>;
    if (body['model'] !== 'r1-8b') {
      fail(response, 404, 'model not found');
      return;
    }
    if (body['stream'] === true) {
      this.requests.push({ path, body });
      await (isChat ? this.chat(body, response) : this.complete(body, response));
    } else {
      const tokens = this.tokensOf(String(body['prompt']));
      json(response, {
        object: 'text_completion',
        choices: [{ index: 0, text: '', finish_reason: 'length' }],
        usage: { prompt_tokens: tokens, completion_tokens: 1, total_tokens: tokens + 1 },
      });
    }
  }

  /** Control tokens are one token each, and so is each word. */
  private tokensOf(prompt: string): number {
    const own = prompt.match(/<｜[^｜]+｜>|<\/?think>|[^\s<]+/gu)?.length ?? 0;
    const { completions, addsBegin } = this.dialect;
    return own + (completions === 'templated' ? 4 : addsBegin === true ? 1 : 0);
  }

  private async chat(
    body: Readonly<Record<string, unknown>>,
    response: ServerResponse,
  ): Promise<void> {
    const { thinking } = this.dialect;
    const pieces =
      thinking === 'inline'
        ? ['<thi', 'nk>\n', ...SCRIPT.thinking, '\n</th', 'ink>\n', '\n', ...SCRIPT.answer].map(
            (content) => ({ content }),
          )
        : [
            ...SCRIPT.thinking.map((text) => ({ [thinking]: text, content: null })),
            ...SCRIPT.answer.map((content) => ({ content })),
          ];
    const most = Number(body['max_tokens']);
    const shown = pieces.slice(0, most);
    await this.stream(
      response,
      [{ role: 'assistant', content: '' }, ...shown].map((delta) => ({
        choices: [{ index: 0, delta, finish_reason: null }],
      })),
      {
        choices: [
          { index: 0, delta: {}, finish_reason: shown.length < pieces.length ? 'length' : 'stop' },
        ],
      },
      shown.length,
    );
  }

  private async complete(
    body: Readonly<Record<string, unknown>>,
    response: ServerResponse,
  ): Promise<void> {
    const pieces = nextOf(String(body['prompt']));
    const shown = pieces.slice(0, Number(body['max_tokens']));
    await this.stream(
      response,
      shown.map((text) => ({ choices: [{ index: 0, text, finish_reason: null }] })),
      {
        choices: [
          { index: 0, text: '', finish_reason: shown.length < pieces.length ? 'length' : 'stop' },
        ],
      },
      shown.length,
    );
  }

  private async stream(
    response: ServerResponse,
    chunks: readonly object[],
    end: object,
    tokens: number,
  ): Promise<void> {
    response.once('close', () => {
      if (!response.writableEnded) this.abandoned += 1;
    });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (this.dialect.comment !== undefined) response.write(this.dialect.comment);
    for (const [index, chunk] of chunks.entries()) {
      await this.beforePiece(index);
      if (response.destroyed) return;
      response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    }
    const usage = { prompt_tokens: 12, completion_tokens: tokens, total_tokens: 12 + tokens };
    response.write(`data: ${JSON.stringify(end)}\n\n`);
    response.end(`data: ${JSON.stringify({ choices: [], usage })}\n\ndata: [DONE]\n\n`);
  }
}

/** What the model says next: it goes on with its script, and answers when its thought was ended for it. */
function nextOf(prompt: string): readonly string[] {
  const reply = prompt.slice(prompt.lastIndexOf(ASSISTANT) + ASSISTANT.length);
  const thought = [...SCRIPT.thinking, `\n${CLOSE}`, '\n\n'];
  if (!reply.startsWith(OPEN)) throw new Error(`not forced to think: ${prompt}`);
  if (prompt.slice(BEGIN.length).includes(BEGIN)) throw new Error('begins twice');
  const close = reply.indexOf(CLOSE);
  if (close === -1) return rest([...thought, ...SCRIPT.answer], reply.slice(OPEN.length));
  return rest(SCRIPT.answer, reply.slice(close + CLOSE.length).trimStart());
}

/** The pieces behind what is there. */
function rest(pieces: readonly string[], said: string): readonly string[] {
  let text = '';
  const at = pieces.findIndex((piece) => {
    if (text === said) return true;
    text += piece;
    return false;
  });
  return at === -1 ? [] : pieces.slice(at);
}

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function fail(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { message, code: status } }));
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text;
}
