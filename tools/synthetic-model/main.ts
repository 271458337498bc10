import { Command, InvalidArgumentError, Option } from 'commander';
import { type Geometry, LLAMA_8B } from './geometry.js';
import { type Mix, MIXES } from './mix.js';
import { planModel, writeModel } from './syntheticModel.js';

interface Options extends Geometry {
  readonly mix: Mix;
  readonly seed: number;
  readonly out: string;
  readonly fillInMiddle: boolean;
}

const LARGEST_SEED = 2 ** 32 - 1;

function count(value: string): number {
  const parsed = Number(value);
  if (!Number.isSafeInteger(parsed) || parsed < 1) {
    throw new InvalidArgumentError('Give a whole number from 1.');
  }
  return parsed;
}

function seedNumber(value: string): number {
  const parsed = Number(value);
  if (!Number.isSafeInteger(parsed) || parsed < 0 || parsed > LARGEST_SEED) {
    throw new InvalidArgumentError(`Give a whole number from 0 to ${LARGEST_SEED}.`);
  }
  return parsed;
}

async function write(options: Options): Promise<void> {
  const { mix, seed, out, fillInMiddle, ...geometry } = options;
  const started = performance.now();
  const model = await planModel(geometry, mix, fillInMiddle);
  console.log(`${out}: ${(model.fileSizeBytes / 1e9).toFixed(3)} GB`);
  await writeModel(model, out, seed);
  console.log(`written in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

const command = new Command('synthetic-model')
  .description(
    'Writes a GGUF of random weights in the geometry of any Llama, for measurements of speed and memory. ' +
      'Without options it has the geometry of DeepSeek-R1-Distill-Llama-8B.',
  )
  .option('--layers <count>', 'layers', count, LLAMA_8B.layers)
  .option('--embedding <size>', 'width of the embedding', count, LLAMA_8B.embedding)
  .option('--feed-forward <size>', 'width of the feed-forward part', count, LLAMA_8B.feedForward)
  .option('--heads <count>', 'attention heads', count, LLAMA_8B.heads)
  .option('--kv-heads <count>', 'key-value heads', count, LLAMA_8B.kvHeads)
  .option('--vocabulary <tokens>', 'size of the vocabulary', count, LLAMA_8B.vocabulary)
  .option('--context <tokens>', 'context it claims to be trained with', count, LLAMA_8B.context)
  .addOption(new Option('--mix <name>', 'quantisation').choices(MIXES).default('q4_k_m'))
  .option('--fill-in-middle', 'with the tokens of models that fill in the middle', false)
  .option('--seed <number>', 'equal seeds give equal files', seedNumber, 1)
  .requiredOption('--out <file>', 'where to write it');
command.action(async (options: Options) => {
  try {
    await write(options);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    command.error(`error: ${error.message}`);
  }
});
await command.parseAsync();
