import { ConfigurationTarget, workspace } from 'vscode';
import type { ChatSettings } from '../core/chat/modelAccess.js';
import type { SamplingParams } from '../core/messages.js';
import { applyOverrides, type ModelSettings, overridesOf } from '../core/models/modelOverrides.js';
import { type Effort, effortBudget, R1_SAMPLING } from '../core/sampling/r1Defaults.js';
import type { Disposable } from './lifetime/disposables.js';
import { judgeSetting, type SettingName, type SettingValues } from './settingValues.js';

const SECTION = 'lemma';
/** Other tokens to report with each one that was unsure. */
const RUNNERS_UP = 3;
/** Tokens; with fewer no question of any size fits. */
const LEAST_CONTEXT = 512;

/** The user's settings, typed. The one reader and writer of Lemma's part of VS Code's configuration. */
export class Settings {
  get<N extends SettingName>(name: N): SettingValues[N] {
    return judgeSetting(name, workspace.getConfiguration(SECTION).get<unknown>(name));
  }

  /**
   * Writes a setting, or removes it with `undefined`: of the user, unless the workspace sets it already, which would hide that of the
   * user.
   */
  async update<N extends SettingName>(name: N, value: SettingValues[N] | undefined): Promise<void> {
    const configuration = workspace.getConfiguration(SECTION);
    const target =
      configuration.inspect(name)?.workspaceValue === undefined
        ? ConfigurationTarget.Global
        : ConfigurationTarget.Workspace;
    await configuration.update(name, value, target);
  }

  /** Calls the listener when any of the named settings changed. */
  onChange(names: readonly SettingName[], listener: () => void): Disposable {
    return workspace.onDidChangeConfiguration((event) => {
      if (names.some((name) => event.affectsConfiguration(`${SECTION}.${name}`))) listener();
    });
  }

  /** Sampler settings of a chat turn. */
  sampling(): SamplingParams {
    const seed = this.get('sampling.seed');
    return {
      ...R1_SAMPLING,
      temperature: this.get('sampling.temperature'),
      topP: this.get('sampling.topP'),
      maxTokens: this.get('sampling.maxTokens'),
      ...(seed !== null && { seed }),
    };
  }

  /** How a model is run: as all models, but for what is set for it alone. */
  engine(modelPath: string): ModelSettings {
    const contextSize = this.get('engine.contextSize');
    const settings = {
      contextSize: contextSize === 0 ? 'auto' : Math.max(LEAST_CONTEXT, contextSize),
      threads: this.get('engine.threads') || 'auto',
      batchSize: this.get('engine.batchSize') || 'auto',
      kvCacheType: this.get('engine.kvCacheType'),
      flashAttention: this.get('engine.flashAttention'),
      memoryMapping: this.get('engine.memoryMapping'),
    } as const;
    return applyOverrides(settings, overridesOf(this.get('models.overrides'), modelPath));
  }

  /** What a chat turn runs with, by the effort of the setting unless another was chosen. */
  chat(effort: Effort = this.get('thinking.effort')): ChatSettings {
    const budget = effortBudget(effort, this.get('thinking.budgets'));
    return {
      sampling: this.sampling(),
      budget: { ...budget, loopGuard: this.get('thinking.loopGuard') },
      speculation: this.get('engine.speculation'),
      ...(this.get('thinking.confidence') && { logprobs: RUNNERS_UP }),
    };
  }
}
