import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a server differs from OpenAI's own, as its documentation and its answers show it. */
export interface Dialect {
  readonly name: string;
  /** Fields of a model in the list. */
  readonly model: Readonly<Record<string, unknown>>;
  /** Where a thought stands in a chat completion; `closed`: in the text, its opening tag left in the prompt. */
  readonly thinking: 'reasoning_content' | 'reasoning' | 'inline' | 'closed';
  /** What raw completions do: take the prompt as it is, put a chat template around it, or not exist. */
  readonly completions: 'raw' | 'templated' | 'absent';
  /** Whether the token of the beginning is put before a raw prompt. */
  readonly addsBegin?: boolean;
  /** Key that it wants. */
  readonly key?: string;
  /** Lines that are sent before the first event, and among the others. */
  readonly comment?: string;
  /**
   * When counts are told: in an event of their own at the end, with the reason of the end and again behind it, with every piece so
   * far, or as zeros with every piece and right at the end. Absent: the first.
   */
  readonly counts?: 'apart' | 'withReason' | 'everywhere' | 'zerosFirst';
  /** Events that tell of an error in the middle of a reply, which ends then. */
  readonly failure: (message: string, code: number) => readonly object[];
  /** Beside the text of a thought. */
  readonly besideThought?: object;
  /** Name of its model, where it is another. */
  readonly id?: string;
  /** Whether `n` asks for several replies, the seed of each behind that of the one before; else it is refused. */
  readonly takesN?: true;
}

/** An error as most send it. */
const asError = (message: string, code: number): readonly object[] => [
  { error: { message, code } },
];

/** Servers that users have. */
export const DIALECTS: readonly Dialect[] = [
  {
    name: 'vLLM',
    model: { owned_by: 'vllm', max_model_len: 4096 },
    thinking: 'reasoning',
    completions: 'raw',
    addsBegin: true,
    takesN: true,
    // Without the field that others have around it.
    failure: (message, code) => [{ object: 'error', message, type: 'InternalServerError', code }],
  },
  {
    name: 'SGLang',
    model: { owned_by: 'sglang', max_model_len: 4096 },
    thinking: 'reasoning_content',
    completions: 'raw',
    addsBegin: true,
    failure: (message, code) => [{ error: { object: 'error', message, param: null, code } }],
  },
  {
    name: 'llama-server',
    model: { owned_by: 'llamacpp', meta: { n_ctx_train: 131_072 } },
    thinking: 'reasoning_content',
    completions: 'raw',
    addsBegin: true,
    failure: asError,
  },
  {
    name: 'Ollama',
    model: { owned_by: 'library' },
    thinking: 'reasoning',
    completions: 'templated',
    // It writes what it takes for a piece of a reply.
    failure: () => [
      { choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] },
    ],
  },
  {
    name: 'LM Studio',
    model: { owned_by: 'organization_owner' },
    thinking: 'inline',
    completions: 'raw',
    addsBegin: false,
    failure: (message) => [{ error: message }],
  },
  {
    name: 'OpenRouter',
    model: { context_length: 8192 },
    thinking: 'reasoning',
    completions: 'absent',
    key: 'or-key',
    comment: ': OPENROUTER PROCESSING\n\n',
    counts: 'withReason',
    failure: (message, code) => [
      {
        error: { code, message },
        choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
      },
    ],
  },
  {
    name: 'Fireworks',
    model: { owned_by: 'fireworks', context_length: 8192 },
    thinking: 'inline',
    completions: 'absent',
    key: 'fw-key',
    counts: 'withReason',
    failure: asError,
  },
];

/** What a model says, a token a piece. */
export interface Script {
  readonly thinking: readonly string[];
  readonly answer: readonly string[];
}

/** What the model of every fake server says to everything, unless told otherwise. */
export const SCRIPT = {
  thinking: ['I ', 'need ', '384 + 257. ', '84 + 57 ', 'is 141. ', 'So ', '641.'],
  answer: ['The value is ', '**641**', '.\n\n', '\\boxed{641}'],
} as const satisfies Script;

/** A request's JSON. */
type Body = Readonly<Record<string, unknown>>;

/** A reply as it is streamed: what its choice holds in each chunk, and why it ends. */
interface StreamedReply {
  readonly pieces: readonly object[];
  /** Beside the finish reason. */
  readonly last: object;
  readonly finish: string;
}

const BEGIN = '<｜begin▁of▁sentence｜>';
const ASSISTANT = '<｜Assistant｜>';
const OPEN = '<think>\n';
const CLOSE = '</think>';

/** A server of one dialect whose model speaks a script, a token a piece. */
export class DialectServer {
  /** Bodies of the requests for replies, in order. */
  readonly requests: { readonly path: string; readonly body: Body }[] = [];
  /** Requests to this path get no answer, or no more of one than its headers. */
  silent: { readonly path: string; readonly headers: boolean } | undefined;
  /** Called before each piece; a test can hold a request with it. */
  beforePiece: (index: number, request: Body) => Promise<void> = () => Promise.resolve();
  /** Breaks replies off behind so many pieces, with an error. */
  failsAt: { readonly piece: number; readonly message: string; readonly code: number } | undefined;
  /** Why replies end, in place of what is true. */
  endsWith: string | undefined;
  /** What the model says with a seed. */
  say: (seed: number) => Script = () => SCRIPT;
  /** Whether the connection stays open behind the piece that says why a reply ended, and nothing follows. */
  hangs = false;
  /** Requests whose clients left before their end. */
  abandoned = 0;
  /** Most requests for replies that were under way at once. */
  mostAtOnce = 0;
  private underWay = 0;
  private readonly streams = new Set<ServerResponse>();
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

  /** Writes a comment to all replies under way, as servers do to keep connections open. */
  comment(text = ': keep-alive\n\n'): void {
    for (const stream of this.streams) stream.write(text);
  }

  private get id(): string {
    return this.dialect.id ?? 'r1-8b';
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
    if (this.silent && request.url === this.silent.path) {
      if (this.silent.headers)
        response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
      return;
    }
    if (request.url === '/v1/models') {
      json(response, { object: 'list', data: [{ id: this.id, object: 'model', ...model }] });
      return;
    }
    const path = request.url ?? '';
    const isChat = path === '/v1/chat/completions';
    if (!isChat && (path !== '/v1/completions' || completions === 'absent')) {
      fail(response, 404, 'Not Found');
      return;
    }
    const body = JSON.parse(await textOf(request)) as Body;
    if (body['model'] !== this.id) {
      fail(response, 404, 'model not found');
      return;
    }
    if (body['n'] !== undefined && this.dialect.takesN !== true) {
      fail(response, 400, 'Only one completion choice is allowed');
      return;
    }
    if (body['stream'] === true) {
      this.requests.push({ path, body });
      this.underWay += 1;
      this.mostAtOnce = Math.max(this.mostAtOnce, this.underWay);
      response.once('close', () => {
        this.underWay -= 1;
        this.streams.delete(response);
        if (!response.writableEnded) this.abandoned += 1;
      });
      const count = Number(body['n'] ?? 1);
      const replies = Array.from({ length: count }, (_, index) => {
        const script = this.say(Number(body['seed']) + index);
        return isChat ? this.chat(body, script) : complete(body, script);
      });
      await this.stream(body, response, replies);
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

  private chat(body: Body, script: Script): StreamedReply {
    const { thinking, besideThought } = this.dialect;
    const pieces =
      thinking === 'inline' || thinking === 'closed'
        ? [
            ...(thinking === 'inline' ? ['<thi', 'nk>\n'] : []),
            ...script.thinking,
            ...(script.thinking.length === 0 ? [] : ['\n</th', 'ink>\n', '\n']),
            ...script.answer,
          ].map((content) => ({ content }))
        : [
            ...script.thinking.map((text) => ({
              [thinking]: text,
              content: null,
              ...besideThought,
            })),
            ...script.answer.map((content) => ({ content })),
          ];
    const { shown, finish } = limited(pieces, body);
    const deltas = [{ role: 'assistant', content: '' }, ...shown];
    return { pieces: deltas.map((delta) => ({ delta })), last: { delta: {} }, finish };
  }

  /** Streams replies beside each other, a piece of each in turn. */
  private async stream(
    body: Body,
    response: ServerResponse,
    replies: readonly StreamedReply[],
  ): Promise<void> {
    const usageOf = (tokens: number): object => ({
      prompt_tokens: 12,
      completion_tokens: tokens,
      total_tokens: 12 + tokens,
    });
    const { dialect, failsAt, endsWith } = this;
    const { continuous_usage_stats: asked } = { ...(body['stream_options'] as Body) };
    const counts = asked === true ? 'everywhere' : (dialect.counts ?? 'apart');
    const write = (event: object): void => {
      response.write(`data: ${JSON.stringify(event)}\n\n`);
    };
    const send = (index: number, choice: object, finish: string | null, tokens: number): void => {
      const choices = [{ index, ...choice, finish_reason: finish && (endsWith ?? finish) }];
      const told =
        counts === 'everywhere' || (counts === 'withReason' && finish !== null)
          ? { usage: usageOf(tokens) }
          : counts === 'zerosFirst' && { usage: { prompt_tokens: 0, completion_tokens: 0 } };
      write({ choices, ...told });
    };
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    this.streams.add(response);
    const steps = Math.max(...replies.map(({ pieces }) => pieces.length)) + 1;
    for (let step = 0; step < steps; step += 1) {
      if (dialect.comment !== undefined) response.write(dialect.comment);
      await this.beforePiece(step, body);
      if (response.destroyed) return;
      if (failsAt?.piece === step) {
        dialect.failure(failsAt.message, failsAt.code).forEach(write);
        response.end();
        return;
      }
      replies.forEach(({ pieces, last, finish }, index) => {
        const piece = pieces[step];
        if (piece) send(index, piece, null, step + 1);
        else if (step === pieces.length) send(index, last, finish, step);
      });
    }
    if (this.hangs) return;
    const tokens = replies.reduce((sum, { pieces }) => sum + pieces.length, 0);
    write({ choices: [], usage: usageOf(tokens) });
    response.end('data: [DONE]\n\n');
  }
}

function complete(body: Body, script: Script): StreamedReply {
  const { shown, finish } = limited(nextOf(String(body['prompt']), script), body);
  return { pieces: shown.map((text) => ({ text })), last: { text: '' }, finish };
}

function limited<T>(
  pieces: readonly T[],
  body: Body,
): { readonly shown: readonly T[]; readonly finish: string } {
  const shown = pieces.slice(0, Number(body['max_tokens']));
  return { shown, finish: shown.length < pieces.length ? 'length' : 'stop' };
}

/** What the model says next: it goes on with its script, and answers when its thought was ended for it. */
function nextOf(prompt: string, script: Script): readonly string[] {
  const reply = prompt.slice(prompt.lastIndexOf(ASSISTANT) + ASSISTANT.length);
  const thought = [...script.thinking, `\n${CLOSE}`, '\n\n'];
  if (!reply.startsWith(OPEN)) throw new Error(`not forced to think: ${prompt}`);
  if (prompt.slice(BEGIN.length).includes(BEGIN)) throw new Error('begins twice');
  const close = reply.indexOf(CLOSE);
  if (close === -1) return rest([...thought, ...script.answer], reply.slice(OPEN.length));
  return rest(script.answer, reply.slice(close + CLOSE.length).trimStart());
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
