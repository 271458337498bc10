import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Engine } from '../../core/engine.js';
import { isAbort, LemmaError } from '../../core/errors.js';
import type { Usage } from '../../core/messages.js';
import { hasCode } from '../systemError.js';
import { answerChat } from './answerChat.js';
import type { AnswerOptions } from './answerOptions.js';
import { answerText } from './answerText.js';
import { ApiError, toApiError } from './apiError.js';
import { readChatCompletionRequest } from './chatCompletionRequest.js';
import { readCompletionRequest } from './completionRequest.js';
import { readJsonBody } from './jsonBody.js';
import type { ReplyRequest } from './requestFields.js';
import { checkCaller } from './requestGuard.js';
import { sendJson } from './sendJson.js';

/** How a request was answered. */
export interface AnsweredRequest {
  readonly method: string;
  readonly path: string;
  /** HTTP status; undefined when the client left before. */
  readonly status?: number;
  /** Of its replies, where there were any. */
  readonly usages: readonly Usage[];
  /** What broke, for the log; never part of a conversation. */
  readonly failure?: unknown;
}

/** What a server is made with. */
export interface OpenAiServerOptions {
  /** With a model loaded. */
  readonly engine: Pick<Engine, 'generate' | 'generateSamples'>;
  /** Name of the model, as clients know it. */
  readonly model: string;
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  /** What clients must send as their key; absent lets in every program of this machine. */
  readonly key?: string | undefined;
  readonly onAnswered?: (request: AnsweredRequest) => void;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<readonly Usage[]>;

interface Route {
  readonly method: string;
  readonly handler: Handler;
}

/** A model as an OpenAI-compatible endpoint of this machine alone: chat completions, raw completions and the list of models. */
export class OpenAiServer {
  private readonly options: OpenAiServerOptions;
  private readonly server: Server;
  /** Requests under way. */
  private readonly running = new Set<AbortController>();
  private readonly createdAt = Math.floor(Date.now() / 1000);

  constructor(options: OpenAiServerOptions) {
    this.options = options;
    this.server = createServer((request, response) => {
      void this.take(request, response);
    });
  }

  /** Address for clients, once it listens. */
  get url(): string {
    return `http://127.0.0.1:${this.port}/v1`;
  }

  /** @throws LemmaError `portInUse`. */
  async listen(): Promise<void> {
    const { port } = this.options;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', (error) => {
        const isTaken = hasCode(error, 'EADDRINUSE', 'EACCES');
        reject(isTaken ? new LemmaError('portInUse', { port }, error) : error);
      });
      this.server.listen(port, '127.0.0.1', resolve);
    });
  }

  /** Ends what is under way, and listens no more. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
    for (const abort of this.running) abort.abort();
    this.server.closeAllConnections();
    await closed;
  }

  private get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    const method = request.method ?? '';
    let usages: readonly Usage[] = [];
    let failure: unknown;
    const closing = { early: false };
    response.once('close', () => {
      closing.early = !response.writableEnded;
    });
    try {
      checkCaller(request.headers, this.port, this.options.key);
      usages = await this.handlerFor(method, path)(request, response);
    } catch (thrown) {
      if (!(thrown instanceof ApiError) && !isAbort(thrown)) failure = thrown;
      fail(response, toApiError(thrown, path === '/v1/completions' ? 'prompt' : 'messages'));
    }
    this.options.onAnswered?.({
      method,
      path,
      usages,
      ...(!closing.early && { status: response.statusCode }),
      ...(failure !== undefined && { failure }),
    });
  }

  private handlerFor(method: string, path: string): Handler {
    const route = this.route(path);
    if (!route) throw new ApiError(404, 'not_found_error', `There is no ${path} here.`);
    if (route.method !== method)
      throw new ApiError(405, 'invalid_request_error', `${path} takes ${route.method}.`);
    return route.handler;
  }

  private route(path: string): Route | undefined {
    const { model } = this.options;
    const entry = { id: model, object: 'model', created: this.createdAt, owned_by: 'lemma' };
    const answer = (body: object): Route => ({
      method: 'GET',
      handler: (_request, response) => {
        sendJson(response, 200, body);
        return Promise.resolve([]);
      },
    });
    switch (path) {
      case '/v1/chat/completions':
        return this.posted(readChatCompletionRequest, answerChat);
      case '/v1/completions':
        // Control tokens may stand in a raw prompt, as at llama-server: whoever asks renders the chat, and forces the thought.
        return this.posted(readCompletionRequest, answerText);
      case '/v1/models':
        return answer({ object: 'list', data: [entry] });
      case `/v1/models/${encodeURIComponent(model)}`:
        return answer(entry);
      case '/health':
        return answer({ status: 'ok' });
      default:
        return undefined;
    }
  }

  /** Answers what is posted with replies of the model. */
  private posted<Asked extends ReplyRequest>(
    read: (body: unknown) => Asked,
    answer: (
      options: AnswerOptions<Asked> & Pick<OpenAiServerOptions, 'engine'>,
    ) => Promise<readonly Usage[]>,
  ): Route {
    const { engine, model } = this.options;
    return {
      method: 'POST',
      handler: async (message, response) => {
        const request = read(await readJsonBody(message));
        this.checkModel(request);
        return this.whileThere(response, (signal) =>
          answer({ engine, model, request, response, signal }),
        );
      },
    };
  }

  private checkModel(asked: { readonly model?: string }): void {
    const { model } = this.options;
    if (asked.model === undefined || asked.model === '' || asked.model === model) return;
    throw new ApiError(404, 'not_found_error', `The model here is ${model}.`, {
      code: 'model_not_found',
      param: 'model',
    });
  }

  /** Answers with a signal that fires when the client leaves, or when this server closes. */
  private async whileThere<T>(
    response: ServerResponse,
    answer: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const abort = new AbortController();
    const leave = (): void => {
      abort.abort();
    };
    response.once('close', leave);
    this.running.add(abort);
    try {
      return await answer(abort.signal);
    } finally {
      this.running.delete(abort);
      response.off('close', leave);
      // Of several replies, what still runs after one of them failed.
      abort.abort();
    }
  }
}

/** Tells the client of an error: as the answer, or as the end of a stream that has begun. */
function fail(response: ServerResponse, error: ApiError): void {
  if (response.destroyed || response.writableEnded) return;
  if (response.headersSent) response.end(`data: ${JSON.stringify(error.body)}\n\n`);
  else sendJson(response, error.status, error.body);
}
