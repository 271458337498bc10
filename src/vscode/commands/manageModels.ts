import { l10n, QuickPickItemKind, ThemeIcon, window, type QuickPickItem } from 'vscode';
import { bytes } from '../../core/text/quantity.js';
import type { LocalModel } from '../../protocol/models.js';
import type { ModelActions } from '../models/modelActions.js';
import type { ModelsOverview } from '../models/modelsOverview.js';
import { originWords } from '../models/modelWords.js';

/** What {@link manageModels} works on. */
export interface ManageModelsTargets {
  readonly overview: ModelsOverview;
  readonly actions: ModelActions;
  readonly showPage: () => void;
}

type Act = 'use' | 'verify' | 'reveal' | 'remove';

interface ModelEntry extends QuickPickItem {
  readonly model?: LocalModel;
  readonly buttons?: readonly ActButton[];
}

interface ActButton {
  readonly iconPath: ThemeIcon;
  readonly tooltip: string;
  readonly act: Act;
}

interface ActEntry extends QuickPickItem {
  readonly act: Act;
}

/** Lists the models on this machine, to use, check, show or remove one. */
export async function manageModels(targets: ManageModelsTargets): Promise<void> {
  const { overview, actions, showPage } = targets;
  const { chosen, models } = await overview.read();
  const pick = window.createQuickPick<ModelEntry>();
  pick.title = l10n.t('Models on this machine');
  pick.placeholder = l10n.t('Choose a model to see what can be done with it');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  const separator = { label: l10n.t('more'), kind: QuickPickItemKind.Separator };
  pick.items = [
    ...models.map((model) => entryOf(model, chosen)),
    separator,
    { label: `$(table) ${l10n.t('Show all models on a page')}` },
  ];
  const choice = await new Promise<(() => Promise<void>) | undefined>((resolve) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item) resolve(() => chooseAct(item.model, chosen, actions, showPage));
    });
    pick.onDidTriggerItemButton(({ button, item }) => {
      const act = item.buttons?.find((each) => each === button)?.act;
      const { model } = item;
      if (act && model) resolve(() => actions[act](model.path));
    });
    pick.onDidHide(() => {
      resolve(undefined);
    });
    pick.show();
  });
  pick.dispose();
  await choice?.();
}

async function chooseAct(
  model: LocalModel | undefined,
  chosen: string,
  actions: ModelActions,
  showPage: () => void,
): Promise<void> {
  if (!model) {
    showPage();
    return;
  }
  const items = actsOf(model, chosen).map(({ iconPath, tooltip, act }): ActEntry => ({
    label: `$(${iconPath.id}) ${tooltip}`,
    act,
  }));
  const picked = await window.showQuickPick(items, { title: model.name });
  if (picked) await actions[picked.act](model.path);
}

function entryOf(model: LocalModel, chosen: string): ModelEntry {
  const { name, origin, sizeBytes, path, problem } = model;
  const words = [originWords(origin), bytes(sizeBytes)];
  if (path === chosen) words.unshift(l10n.t('chosen'));
  return {
    label: `$(chip) ${origin === 'demo' ? l10n.t('Demo model') : name}`,
    description: words.join(' · '),
    ...(path !== '' && { detail: problem ?? path }),
    model,
    buttons: actsOf(model, chosen),
  };
}

function actsOf({ origin, path }: LocalModel, chosen: string): readonly ActButton[] {
  const button = (icon: string, tooltip: string, act: Act): ActButton => ({
    iconPath: new ThemeIcon(icon),
    tooltip,
    act,
  });
  return [
    ...(path === chosen ? [] : [button('check', l10n.t('Use this model'), 'use')]),
    button('verified', l10n.t('Check its file again'), 'verify'),
    button('folder', l10n.t('Show its file'), 'reveal'),
    ...(origin === 'demo'
      ? []
      : [
          origin === 'downloaded'
            ? button('trash', l10n.t('Delete…'), 'remove')
            : button('close', l10n.t('Take it off the list…'), 'remove'),
        ]),
  ];
}
