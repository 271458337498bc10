import type { MemoryBar, ModelFit } from '../../src/core/models/modelFit.js';
import type { Machine } from '../../src/core/models/modelFit.js';
import type { QuantisationLoss } from '../../src/core/models/quantisationLoss.js';
import type { Recommendation } from '../../src/core/models/recommend.js';
import { bytes, duration, rate } from '../../src/core/text/quantity.js';
import type { DownloadState, LocalModel, ModelOrigin } from '../../src/protocol/models.js';
import type { ModelOrder } from './modelOrder.js';
import type { ModelRow, RowFit } from './modelRows.js';
import { dotted, percent, tokens } from './wording.js';

/** Where a model would run. */
export function placeWords({ place, gpuLayers, layers }: ModelFit): string {
  switch (place) {
    case 'gpu':
      return 'fits on GPU';
    case 'partlyGpu':
      return `partly on GPU (${gpuLayers} of ${layers} layers)`;
    case 'cpu':
      return 'CPU only';
    case 'none':
      return 'does not fit';
  }
}

/** Tokens a second to expect; empty where nothing is known. */
export function speedWords({ tokensPerSecond }: ModelFit): string {
  if (!tokensPerSecond) return '';
  const [least, most] = tokensPerSecond;
  return `${rate(least)} to ${rate(most)} tok/s`;
}

/** What is taken of what is free in the memory that the bars are of. */
export function needWords({ fit, bars }: RowFit): string {
  const free = bars.reduce((sum, bar) => sum + bar.free, 0);
  return `${bytes(fit.need.total)} of ${bytes(free)} free`;
}

/** The parts of a bar in words, for who does not see it. */
export function barWords({ device, weights, kvCache, compute, free }: MemoryBar): string {
  const where = device === 'gpu' ? 'GPU memory' : 'memory';
  return `Of ${bytes(free)} of free ${where}: ${bytes(weights)} of weights, ${bytes(kvCache)} of KV cache, ${bytes(compute)} of compute buffers`;
}

/** Why a file is recommended. */
export function reasonWords({ reason }: Recommendation): string {
  switch (reason) {
    case 'balanced':
      return 'The usual best trade of size and quality, and it fits';
    case 'bestThatFits':
      return 'The best that fits this machine';
    case 'fitsGpu':
      return 'All of it fits on the GPU, with hardly any loss';
    case 'smallModel':
      return 'No file of the 8B model fits: a smaller one that does, and solves less';
  }
}

/** What a quantisation costs. */
export function lossWords(loss: QuantisationLoss): string {
  const words: Readonly<Record<QuantisationLoss, string>> = {
    none: 'no loss',
    hardly: 'hardly any loss',
    little: 'little loss',
    some: 'some loss',
    much: 'much loss',
  };
  return words[loss];
}

/** The machine in a line. */
export function machineWords({ ram, gpu, ramBandwidth }: Machine): string {
  return dotted(
    `${bytes(ram.free)} of ${bytes(ram.total)} memory free`,
    gpu && `${gpu.name}: ${bytes(gpu.free)} of ${bytes(gpu.total)} free`,
    ramBandwidth === undefined ? undefined : `${bytes(ramBandwidth)}/s measured`,
  );
}

/** How far a download is. */
export function progressWords(download: DownloadState): string {
  const { state, receivedBytes, totalBytes, bytesPerSecond, secondsLeft } = download;
  const amount =
    totalBytes > 0 ? `${bytes(receivedBytes)} of ${bytes(totalBytes)}` : 'looking it up';
  switch (state) {
    case 'running':
      return dotted(
        amount,
        bytesPerSecond > 0 ? `${bytes(bytesPerSecond)}/s` : undefined,
        secondsLeft === undefined ? undefined : `${duration(secondsLeft)} left`,
      );
    case 'verifying':
      return `checking ${amount}`;
    case 'paused':
      return `paused at ${amount}`;
    case 'elsewhere':
      return `in another window: ${amount}`;
    case 'failed':
      return totalBytes > 0 ? `stopped at ${amount}` : 'stopped';
  }
}

/** Share of a download that is here, 0 to 1. */
export function downloadShare({ receivedBytes, totalBytes }: DownloadState): number {
  return totalBytes > 0 ? receivedBytes / totalBytes : 0;
}

/** Where a model on this machine comes from. */
export function originWords(origin: ModelOrigin): string {
  switch (origin) {
    case 'demo':
      return 'comes with Lemma';
    case 'downloaded':
      return 'downloaded';
    case 'folder':
      return 'in the folder of models';
    case 'added':
      return 'added';
    case 'Ollama':
    case 'LM Studio':
    case 'Hugging Face':
      return `from ${origin}`;
  }
}

/** What the last check of a file found. */
export function checkWords({ check }: LocalModel): string {
  switch (check?.state) {
    case undefined:
      return '';
    case 'running':
      return `checking, ${percent(check.fraction)}`;
    case 'same':
      return 'checked: its checksum is the one it came with';
    case 'sound':
      return 'checked: its header is sound, no checksum is known';
    case 'failed':
      return 'checked: it is damaged or cannot be read';
  }
}

/** What a row is called in full. */
export function rowName({ name, quantisation }: ModelRow): string {
  return quantisation === '' ? name : `${name} ${quantisation}`;
}

/** What an order is by. */
export function orderWords(order: ModelOrder): string {
  const words: Readonly<Record<ModelOrder, string>> = {
    usual: 'Recommended first',
    name: 'Model',
    quality: 'Quality',
    size: 'Size',
    fit: 'Memory',
    speed: 'Speed',
  };
  return words[order];
}

/** What changed of downloads, for who does not see the page; empty for mere progress. */
export function downloadNews(
  before: readonly DownloadState[],
  now: readonly DownloadState[],
): string {
  const news = now.flatMap((download) => {
    const { name, state, source, problem } = download;
    const last = before.find((each) => each.source === source)?.state;
    if (last === state) return [];
    if (state === 'running') return [`Downloading ${name}`];
    if (state === 'paused') return last === undefined ? [] : [`${name} is paused`];
    return state === 'failed' ? [`${name}: ${problem?.message ?? 'stopped'}`] : [];
  });
  return news.join('. ');
}

/** Tokens of context in words. */
export function contextWords(contextSize: number): string {
  return tokens(contextSize);
}
