import { env, l10n, version, window } from 'vscode';
import { arch, availableParallelism, homedir, platform, release } from 'node:os';
import { engineReport, withoutHome } from '../../core/models/engineReport.js';
import { machineMemory } from '../../engine/models/thisMachine.js';
import type { EngineService } from '../engine/engineService.js';
import { suggestionSource } from '../inline/suggestionSource.js';
import { cancellableProgress } from '../lifetime/cancellableProgress.js';
import type { Settings } from '../settings.js';
import { SETTINGS, type SettingName } from '../settingValues.js';

/** What the report tells of. */
export interface EngineReportTargets {
  readonly extensionVersion: string;
  readonly engine: EngineService;
  /** Its model writes suggestions alone where a server answers the chat. */
  readonly suggestions: Pick<EngineService, 'state'>;
  readonly settings: Settings;
}

/**
 * Puts a report of the engine on the clipboard: what was tried, what was chosen and why, with memory and versions. The home
 * folder stands in it as `~` unless the user wants it in full.
 */
export async function copyEngineReport(targets: EngineReportTargets): Promise<void> {
  const text = await report(targets);
  await env.clipboard.writeText(withoutHome(text, homedir()));
  const { engine } = targets;
  const inFull = l10n.t('Copy with full paths');
  const load = l10n.t('Load the model, then copy');
  const isUnloaded = engine.state.kind === 'unloaded';
  const message = isUnloaded
    ? l10n.t(
        'Lemma: the engine report is copied. No model is loaded, so it cannot tell what was tried to run one.',
      )
    : l10n.t('Lemma: the engine report is copied. Your home folder is written as ~ in it.');
  // Not waited for: the command is done.
  void window.showInformationMessage(message, isUnloaded ? load : inFull).then(async (picked) => {
    if (picked === inFull) await env.clipboard.writeText(text);
    if (picked !== load) return;
    // A load that fails is what the report is for.
    await loadModel(engine).catch(() => undefined);
    await copyEngineReport(targets);
  });
}

/** Loads the model with a progress that can be cancelled. */
async function loadModel(engine: EngineService): Promise<void> {
  await cancellableProgress(l10n.t('Lemma: loading the model'), (signal) =>
    engine.ensureLoaded(signal, () => undefined),
  );
}

async function report({
  extensionVersion,
  engine,
  suggestions,
  settings,
}: EngineReportTargets): Promise<string> {
  const names = Object.keys(SETTINGS) as SettingName[];
  const electron = process.versions['electron'];
  return engineReport({
    programs: [
      `Lemma ${extensionVersion}`,
      `VS Code ${version}`,
      `Node ${process.versions.node}${electron === undefined ? '' : `, Electron ${electron}`}`,
      `${platform()} ${release()} ${arch()}, ${availableParallelism()} CPUs`,
    ],
    machine: await machineMemory(settings.get('engine.gpu') === 'auto'),
    engine: engine.state,
    ...(suggestionSource(settings) === 'own' && { suggestions: suggestions.state }),
    settings: names.map((name) => [`lemma.${name}`, settings.get(name)]),
  });
}
