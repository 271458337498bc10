import { l10n } from 'vscode';
import type { Engines } from '../engine/engines.js';
import type { Foundation } from '../foundation.js';
import { calibrate } from './calibrate.js';
import type { CalibrationReport } from './calibrationReport.js';
import type { CommandHandlers } from './commandIds.js';
import { copyEngineReport } from './copyEngineReport.js';
import { reloadModel } from './reloadModel.js';
import { tell } from '../tell.js';

type EngineCommand =
  'calibrate' | 'reloadModel' | 'unloadModel' | 'restartEngine' | 'showLog' | 'copyEngineReport';

/** What can be done with what runs the models, and what tells about it. */
export function engineCommands(
  { context, settings, log }: Pick<Foundation, 'context' | 'settings' | 'log'>,
  engines: Engines,
  report: CalibrationReport,
): Pick<CommandHandlers, EngineCommand> {
  return {
    calibrate: () => calibrate(engines.chat, report),
    reloadModel: () => reloadModel(engines.chat, report),
    async unloadModel() {
      await engines.unload();
      tell(l10n.t('Lemma: the model is unloaded; the next question loads it again'));
    },
    async restartEngine() {
      await engines.restart();
      tell(l10n.t('Lemma: the engine has ended; the next question starts it again'));
    },
    showLog() {
      log.show();
    },
    async copyEngineReport() {
      const { version: extensionVersion } = context.extension.packageJSON as {
        readonly version: string;
      };
      const { chat: engine, suggestions } = engines;
      await copyEngineReport({ extensionVersion, engine, suggestions, settings });
    },
  };
}
