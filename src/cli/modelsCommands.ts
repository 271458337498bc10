import type { Command } from 'commander';
import {
  fitModels,
  listModels,
  type ModelsOptions,
  pullModel,
  removeModel,
  verifyModel,
} from './commands/models.js';
import { kvCacheType, option, whole } from './options.js';
import type { Terminal } from './terminal.js';

/** Adds `lemma models` and its commands. */
export function addModelsCommands(program: Command, signal: AbortSignal, terminal: Terminal): void {
  const models = program.command('models').description('Find, choose, download and check models');
  const modelsOptions = (command: Command): Command =>
    command
      .option('--json', 'print JSON on stdout and nothing else')
      .option(
        '--folder <path>',
        'folder of downloaded models (default: $LEMMA_MODELS, else the user data folder)',
      );
  modelsOptions(models.command('list'))
    .description('Models on this machine, those of other programs included')
    .action((options: ModelsOptions) => listModels(options, terminal));
  modelsOptions(models.command('fit').argument('[name]', 'a model of the catalogue', 'r1-8b'))
    .addOption(option('--context <tokens>', 'context size', whole(256)).default(8192))
    .addOption(kvCacheType())
    .description('What fits this machine, and how fast it would be')
    .action((name: string, options: ModelsOptions) => fitModels(name, options, terminal));
  modelsOptions(
    models
      .command('pull')
      .argument('<name>', 'r1-8b, r1-8b:Q6_K, hf:user/model/file.gguf, or an address'),
  )
    .option(
      '--endpoint <url>',
      'address of the hub or a mirror (default: $HF_ENDPOINT, else huggingface.co)',
    )
    .option('--accept-licence', 'accept the licence of the model')
    .description('Download a model; goes on where an earlier try ended')
    .action((name: string, options: ModelsOptions) => pullModel(name, options, signal, terminal));
  modelsOptions(models.command('verify').argument('<name>', 'a model or a path'))
    .description('Read a model again and compare its checksum')
    .action((name: string, options: ModelsOptions) => verifyModel(name, options, signal, terminal));
  modelsOptions(models.command('rm').argument('<name>', 'a model or a path'))
    .description('Delete a download; files of other programs stay')
    .action((name: string, options: ModelsOptions) => removeModel(name, options, terminal));
}
