import { resolve } from 'node:path';
import type {
  ConversationRef,
  Engine,
  GenerateHooks,
  GenerateRequest,
  GenerateResult,
  Generation,
  LoadParams,
} from '../../../../src/core/engine.js';
import { AUTO_SETTINGS } from '../../../../src/core/models/engineSettings.js';
import type {
  ChatMessage,
  GenerationDelta,
  SampledToken,
  SamplingParams,
  ThinkBudget,
  ThinkingEnd,
} from '../../../../src/core/messages.js';
import type { SpeculationMode } from '../../../../src/core/speculation/speculator.js';
import { childProcessTransport } from '../../../../src/engine/client/childProcess.js';
import { EngineClient } from '../../../../src/engine/client/engineClient.js';
import type { EngineTransport } from '../../../../src/engine/client/transport.js';
import { workerThreadTransport } from '../../../../src/engine/client/workerThread.js';
import { systemClock } from '../../../../src/engine/systemClock.js';
import { bundleWorker } from './workerBundle.js';

/** A way to run the worker. */
export interface Mode {
  readonly mode: string;
  readonly open: (entry: string) => EngineTransport;
  /** Of chats that do not say. */
  readonly speculation: SpeculationMode;
}

/** Both ways to run the worker: every engine test runs over each, with speculation and without. */
export const MODES: readonly Mode[] = [
  { mode: 'thread', open: workerThreadTransport, speculation: 'on' },
  { mode: 'process', open: (entry) => childProcessTransport(entry), speculation: 'off' },
];

const speculationOf = new WeakMap<Engine, SpeculationMode>();

export const DEMO_MODEL = resolve(
  import.meta.dirname,
  '../../../../media/demo-model/tiny-reasoner.gguf',
);

export const DEMO_PARAMS = {
  ...AUTO_SETTINGS,
  modelPath: DEMO_MODEL,
  contextSize: 2048,
  gpu: 'off',
  gpuLayers: 0,
  threads: 1,
} as const satisfies LoadParams;

export const GREEDY: SamplingParams = {
  temperature: 0,
  topP: 0.95,
  topK: 0,
  minP: 0,
  seed: 1,
  maxTokens: 1000,
};

export const never = new AbortController().signal;

/** An engine over one kind of transport, with its log kept. */
export function openEngine(
  entry: string,
  open: (entry: string) => EngineTransport,
): { engine: EngineClient; log: string[]; transports: EngineTransport[] } {
  const log: string[] = [];
  const transports: EngineTransport[] = [];
  const engine = new EngineClient({
    spawn: () => {
      const transport = open(entry);
      transports.push(transport);
      return transport;
    },
    clock: systemClock,
    log: (level, message) => log.push(`${level}: ${message}`),
  });
  speculationOf.set(engine, MODES.find((mode) => mode.open === open)?.speculation ?? 'auto');
  return { engine, log, transports };
}

/** An engine with the demo model loaded, over one kind of transport. */
export async function demoEngine(open: Mode['open']): Promise<EngineClient> {
  const { engine } = openEngine(await bundleWorker(), open);
  await engine.load(DEMO_PARAMS, never);
  return engine;
}

export function user(text: string): ChatMessage {
  return { role: 'user', parts: [{ kind: 'text', text, tokenCount: 0 }] };
}

export function assistant(text: string, trace?: string): ChatMessage {
  return {
    role: 'assistant',
    parts: [
      ...(trace === undefined
        ? []
        : [{ kind: 'thinking', text: trace, tokenCount: 0, end: 'closeTag' } as const]),
      { kind: 'text', text, tokenCount: 0 },
    ],
  };
}

/** What came out of one generation. */
export interface Outcome {
  readonly thinking: string;
  readonly answer: string;
  readonly end: ThinkingEnd | undefined;
  readonly deltas: readonly GenerationDelta[];
  readonly tokens: readonly SampledToken[];
  readonly result: GenerateResult;
}

export interface ChatOptions {
  readonly sampling?: Partial<SamplingParams>;
  readonly budget?: ThinkBudget;
  readonly stop?: readonly string[];
  readonly replyTokens?: readonly number[];
  readonly logprobs?: number;
  readonly conversation?: ConversationRef;
  readonly speculation?: SpeculationMode;
  readonly signal?: AbortSignal;
  /** Called on all text so far; may act on the generation. */
  readonly onText?: (thinking: string, answer: string, closeThinking: () => void) => void;
  readonly onPrefill?: (fraction: number) => void;
}

/** Runs a chat generation to its end. */
export async function chat(
  engine: Engine,
  messages: readonly ChatMessage[],
  options: ChatOptions = {},
): Promise<Outcome> {
  const recorder = record(options, () => generation);
  const generation: Generation = engine.generate(
    chatRequest(engine, messages, options),
    recorder.hooks,
  );
  return recorder.outcome(await generation.result);
}

/** A function that is to be filled in. */
export const FUNCTION = 'export function add(a: number, b: number): number {\n  return ';

/** What an infill does differently. */
export interface InfillOptions {
  readonly prefix?: string;
  readonly sampling?: Partial<SamplingParams>;
  readonly signal?: AbortSignal;
  readonly stop?: readonly string[];
}

/** Runs an infill to its end; greedy, 40 tokens at the most, unless it says otherwise. */
export async function infill(
  engine: Engine,
  { prefix = FUNCTION, sampling = {}, signal = never, stop = [] }: InfillOptions = {},
): Promise<{
  readonly text: string;
  readonly kinds: Set<string>;
  readonly result: GenerateResult;
}> {
  let text = '';
  const kinds = new Set<string>();
  const generation = engine.generate(
    {
      input: { kind: 'infill', prefix, suffix: '\n' },
      sampling: { ...GREEDY, maxTokens: 40, ...sampling },
      stop,
    },
    {
      signal,
      onDeltas: (deltas) => {
        for (const delta of deltas) {
          kinds.add(delta.kind);
          if (delta.kind === 'text') text += delta.text;
        }
      },
    },
  );
  return { result: await generation.result, text, kinds };
}

/** What a sample has of its own. */
export interface SampleOptions extends Pick<ChatOptions, 'signal' | 'onText' | 'onPrefill'> {
  readonly seed?: number;
}

/** Runs several replies to one chat to their ends. */
export async function chatSamples(
  engine: Engine,
  messages: readonly ChatMessage[],
  samples: readonly SampleOptions[],
  options: Omit<ChatOptions, keyof SampleOptions> = {},
): Promise<Outcome[]> {
  const recorders = samples.map((own, index) =>
    record({ signal: new AbortController().signal, ...options, ...own }, () => generations[index]),
  );
  const generations: readonly Generation[] = engine.generateSamples(
    chatRequest(engine, messages, options),
    recorders.map(({ hooks }, index) => ({ hooks, ...seedOf(samples[index]) })),
  );
  return await Promise.all(
    recorders.map(async (recorder, index) => {
      const result = await generations[index]?.result;
      if (!result) throw new Error('a sample is missing');
      return recorder.outcome(result);
    }),
  );
}

function seedOf(sample: SampleOptions | undefined): { seed?: number } {
  return sample?.seed === undefined ? {} : { seed: sample.seed };
}

/** The request of a chat, greedy unless it says otherwise. */
export function chatRequest(
  engine: Engine,
  messages: readonly ChatMessage[],
  options: ChatOptions = {},
): GenerateRequest {
  return {
    input: {
      kind: 'chat',
      messages,
      budget: options.budget ?? { maxTokens: null },
      ...(options.replyTokens && { replyTokens: options.replyTokens }),
      ...(options.conversation && { conversation: options.conversation }),
    },
    sampling: { ...GREEDY, ...options.sampling },
    stop: options.stop ?? [],
    ...(options.logprobs !== undefined && { logprobs: options.logprobs }),
    speculation: options.speculation ?? speculationOf.get(engine) ?? 'auto',
  };
}

interface Recorder {
  readonly hooks: GenerateHooks;
  outcome(result: GenerateResult): Outcome;
}

function record(options: ChatOptions, generation: () => Generation | undefined): Recorder {
  const deltas: GenerationDelta[] = [];
  const tokens: SampledToken[] = [];
  let thinking = '';
  let answer = '';
  let end: ThinkingEnd | undefined;
  return {
    hooks: {
      signal: options.signal ?? never,
      onDeltas: (batch) => {
        for (const delta of batch) {
          deltas.push(delta);
          if (delta.kind === 'thinking') thinking += delta.text;
          else if (delta.kind === 'text') answer += delta.text;
          else if (delta.kind === 'thinkingEnd') end = delta.end;
          else if (delta.as === 'thinking') [thinking, answer] = [thinking + answer, ''];
          else [thinking, answer] = ['', thinking + answer];
        }
        options.onText?.(thinking, answer, () => {
          generation()?.closeThinking();
        });
      },
      onTokens: (batch) => tokens.push(...batch),
      ...(options.onPrefill && { onPrefill: options.onPrefill }),
    },
    outcome: (result) => ({ thinking, answer, end, deltas, tokens, result }),
  };
}
