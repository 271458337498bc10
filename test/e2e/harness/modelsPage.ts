import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from './workbench.js';

/** The page of models, read and used as a user does. */
export class ModelsPage {
  readonly frame: FrameLocator;

  constructor(workbench: Workbench, webview = 0) {
    this.frame = workbench.webview(webview);
  }

  /** Resolves once the list is there. */
  async ready(): Promise<void> {
    await this.rows.first().waitFor({ timeout: 60_000 });
  }

  get rows(): Locator {
    return this.frame.locator('.lemma-model-row');
  }

  /** The row of the model with this name. */
  row(name: string): Locator {
    return this.rows.filter({ has: this.frame.getByText(name, { exact: true }) });
  }

  /** Titles of the rows that are shown, in their order. */
  titles(): Promise<string[]> {
    return this.rows.locator('.lemma-model-title').allTextContents();
  }

  async filter(text: string): Promise<void> {
    await this.frame.getByRole('searchbox', { name: 'Filter models' }).fill(text);
  }

  /** Presses the button of a row's next step. */
  async press(name: string, button: string): Promise<void> {
    await this.row(name)
      .getByRole('button', { name: `${button}: ${name}`, exact: true })
      .click();
  }

  /** Opens the details of a row. */
  async open(name: string): Promise<Locator> {
    await this.row(name)
      .getByRole('button', { name: `Details of ${name}` })
      .click();
    const details = this.frame.locator('lemma-model-details');
    await details.waitFor();
    return details;
  }
}
