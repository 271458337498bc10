import { commands, l10n, window, workspace, type Terminal } from 'vscode';
import { checkShellCode } from '../../core/text/shellCode.js';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';

/** What {@link ShellRunner} stands on. */
export interface ShellRunnerOptions {
  /** Shows code in a fresh document. */
  readonly openAsFile: (code: string) => Promise<void>;
}

/** Runs code of an answer in a terminal that can be seen, once the user has read it whole and said so. */
export class ShellRunner implements Disposable {
  private readonly options: ShellRunnerOptions;
  private readonly owned = new DisposableList();
  private readonly busy = new Set<Terminal>();
  private terminal: Terminal | undefined;

  constructor(options: ShellRunnerOptions) {
    this.options = options;
    this.owned.add(
      window.onDidStartTerminalShellExecution(({ terminal }) => {
        this.busy.add(terminal);
      }),
    );
    this.owned.add(
      window.onDidEndTerminalShellExecution(({ terminal }) => {
        this.busy.delete(terminal);
      }),
    );
    this.owned.add(
      window.onDidCloseTerminal((terminal) => {
        this.busy.delete(terminal);
        if (this.terminal === terminal) this.terminal = undefined;
      }),
    );
  }

  /** Asks whether the code may run, and runs it only then. */
  async run(code: string): Promise<void> {
    if (!workspace.isTrusted) {
      await this.refuse(
        l10n.t('Lemma: nothing is run in a workspace that is not trusted.'),
        l10n.t('Manage Workspace Trust'),
        () => commands.executeCommand('workbench.trust.manage'),
      );
      return;
    }
    const check = checkShellCode(code);
    switch (check.kind) {
      case 'empty':
        break;
      case 'tooLong':
        await this.refuse(
          l10n.t('Lemma: this is too long to check in a dialog. Read it in a file first.'),
          l10n.t('Open as File'),
          () => this.options.openAsFile(code),
        );
        break;
      case 'hidden':
        await window.showWarningMessage(
          l10n.t('This is not run: it holds characters that cannot be seen.'),
          { modal: true, detail: `${check.characters.join(', ')}\n\n${check.text}` },
        );
        break;
      case 'fit':
        if (await this.confirm(check.text)) this.send(check.text);
        break;
    }
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async confirm(text: string): Promise<boolean> {
    const run = { title: l10n.t('Run') };
    // The first button is the one that Enter presses.
    const decline = { title: l10n.t('Do Not Run') };
    const picked = await window.showWarningMessage(
      l10n.t('Run this in the terminal?'),
      { modal: true, detail: text },
      decline,
      run,
    );
    return picked === run;
  }

  private send(text: string): void {
    const { terminal } = this;
    const isFree = terminal && terminal.exitStatus === undefined && !this.busy.has(terminal);
    this.terminal = isFree ? terminal : window.createTerminal({ name: 'Lemma' });
    this.terminal.show(false);
    this.terminal.sendText(text, true);
  }

  private async refuse(
    message: string,
    remedy: string,
    help: () => Thenable<unknown>,
  ): Promise<void> {
    if ((await window.showWarningMessage(message, remedy)) === remedy) await help();
  }
}
