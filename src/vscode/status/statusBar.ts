import { l10n, MarkdownString, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { TurnStatus } from '../../core/chat/turn.js';
import type { LoadedModel } from '../../core/engine.js';
import type { ModelBadge } from '../../protocol/chat.js';
import { COMMANDS } from '../commands/commandIds.js';
import type { Disposable } from '../lifetime/disposables.js';
import { runWords } from './runWords.js';
import { statusKind, type StatusKind } from './statusKind.js';

/** What the status bar tells of. */
export interface StatusFacts {
  readonly model: ModelBadge;
  readonly loaded: LoadedModel | undefined;
  readonly active: TurnStatus | undefined;
  /** Of inline suggestions, in words. */
  readonly suggestions: string;
}

/** Lemma's item in the status bar. */
export class StatusBar implements Disposable {
  private readonly item = window.createStatusBarItem('lemma.status', StatusBarAlignment.Right, 100);
  private readonly facts: () => StatusFacts;
  private shown = '';

  constructor(facts: () => StatusFacts) {
    this.facts = facts;
    this.item.name = 'Lemma';
    this.item.command = COMMANDS.showMenu;
    this.update();
    this.item.show();
  }

  /** Shows the facts of now; cheap when nothing changed. */
  update(): void {
    const facts = this.facts();
    const status = statusKind(facts.model, facts.active);
    const { icon, words: state } = wording(status);
    const { server } = facts.model;
    const words = server ? l10n.t('{0}, at {1}', state, server.host) : state;
    const leaves = server?.isLocal === false;
    const text = `$(${leaves && icon !== 'error' ? 'cloud-upload' : icon}) Lemma: ${words}`;
    const details = tooltipLines(facts, words).join('\n\n');
    if (this.shown === text + details) return;
    this.shown = text + details;
    this.item.text = text;
    this.item.accessibilityInformation = { label: `Lemma: ${words}` };
    this.item.backgroundColor = background(status.kind === 'error', leaves);
    // Model names come out of files: they must not be able to hold links.
    this.item.tooltip = new MarkdownString().appendText(details);
  }

  dispose(): void {
    this.item.dispose();
  }
}

/** Of an error, and of text that leaves this machine. */
function background(isError: boolean, leaves: boolean): ThemeColor | undefined {
  if (isError) return new ThemeColor('statusBarItem.errorBackground');
  return leaves ? new ThemeColor('statusBarItem.warningBackground') : undefined;
}

function wording(status: StatusKind): { readonly icon: string; readonly words: string } {
  switch (status.kind) {
    case 'noModel':
      return { icon: 'circle-slash', words: l10n.t('no model') };
    case 'idle':
      return { icon: 'circle-outline', words: l10n.t('model not loaded') };
    case 'loading':
      return { icon: 'loading~spin', words: l10n.t('loading {0} %', percent(status.fraction)) };
    case 'ready':
      return { icon: 'pass', words: l10n.t('ready') };
    case 'queued':
      return { icon: 'watch', words: l10n.t('waiting') };
    case 'reading':
      return {
        icon: 'loading~spin',
        words: l10n.t('reading the question {0} %', percent(status.fraction)),
      };
    case 'thinking':
      return { icon: 'loading~spin', words: l10n.t('thinking') };
    case 'answering':
      return { icon: 'loading~spin', words: l10n.t('answering') };
    case 'error':
      return { icon: 'error', words: l10n.t('error') };
  }
}

function tooltipLines(facts: StatusFacts, words: string): string[] {
  const { model, loaded, suggestions } = facts;
  return [
    `Lemma: ${words}`,
    model.demo
      ? l10n.t('Model: {0} (a tiny model that knows arithmetic and simple snippets)', model.name)
      : l10n.t('Model: {0}', model.name),
    ...(model.server ? [serverWords(model.server)] : []),
    ...(loaded ? [runWords(loaded)] : []),
    l10n.t('Inline suggestions: {0}', suggestions),
  ];
}

function serverWords({ host, isLocal }: NonNullable<ModelBadge['server']>): string {
  return isLocal
    ? l10n.t(
        'It runs in another program of this machine, at {0}: nothing leaves the machine.',
        host,
      )
    : l10n.t('What you ask leaves this machine: it is sent to {0}.', host);
}

function percent(fraction: number): string {
  return String(Math.round(fraction * 100));
}
