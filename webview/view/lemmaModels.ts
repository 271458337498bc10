import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { type DownloadState, ModelsApi, type ModelsSnapshot } from '../../src/protocol/models.js';
import type { HostConnection } from '../host/hostConnection.js';
import { chosenRows, type ModelOrder, MODEL_ORDERS, WHOLE_LIST } from '../model/modelOrder.js';
import {
  contextWords,
  downloadNews,
  machineWords,
  needWords,
  orderWords,
  placeWords,
  reasonWords,
  rowName,
  speedWords,
} from '../model/modelPageWords.js';
import { modelList, type ModelList, type ModelRow, USUAL_CONTEXT } from '../model/modelRows.js';
import type { ModelsState } from '../model/modelsState.js';
import { dotted } from '../model/wording.js';
import { iconButton } from './iconButton.js';
import type { LemmaModelDetails } from './lemmaModelDetails.js';
import { LightElement } from './lightElement.js';
import { barLegend, memoryBar } from './modelBars.js';
import { COLUMNS, modelRow, primary, type RowActions } from './modelRowView.js';

/** Context sizes that the control walks through. */
const CONTEXT_SIZES = [
  2048, 4096, 6144, 8192, 12_288, 16_384, 24_576, 32_768, 49_152, 65_536, 98_304, 131_072,
];
/** Columns in the order of the table; the last, of buttons, has no order. */
const SORTED: readonly ModelOrder[] = ['name', 'quality', 'size', 'fit', 'speed'];

/** The page of models: what there is, how it fits, what is here, and what can be done with it. */
export class LemmaModels extends LightElement {
  static override properties = {
    snapshot: { state: true },
    state: { attribute: false },
    problem: { state: true },
    news: { state: true },
  };
  declare host: HostConnection | undefined;
  declare keep: ((state: ModelsState) => void) | undefined;
  declare snapshot: ModelsSnapshot | undefined;
  declare state: ModelsState;
  /** Why what was typed in was not taken. */
  declare problem: string;
  /** What is read out. */
  declare news: string;

  constructor() {
    super();
    this.state = { choice: WHOLE_LIST, contextSize: 0, open: '' };
    this.problem = '';
    this.news = '';
  }

  /** Asks the host for everything there is to show. */
  start(): void {
    this.host
      ?.request(ModelsApi.ready, {})
      .then((snapshot) => {
        this.take(snapshot);
      })
      .catch(() => {
        this.problem = 'The models could not be read. Close this page and open it again.';
      });
  }

  take(snapshot: ModelsSnapshot): void {
    this.tell(snapshot.downloads);
    this.snapshot = snapshot;
  }

  takeDownloads(downloads: readonly DownloadState[]): void {
    this.tell(downloads);
    if (this.snapshot) this.snapshot = { ...this.snapshot, downloads };
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('state')) this.keep?.(this.state);
  }

  protected override render(): TemplateResult {
    const { snapshot } = this;
    if (!snapshot) {
      return html`<main class="lemma-models" aria-busy="true">
        <h1>Models</h1>
        <p class="lemma-figures" role="status">${this.problem || 'Looking at this machine…'}</p>
      </main>`;
    }
    const list = modelList(snapshot, this.contextSize);
    const rows = chosenRows(list.rows, this.state.choice);
    return html`<main class="lemma-models">
      <div class="lemma-models-head">
        <h1>Models</h1>
        ${iconButton('refresh', 'Look at memory and files again', () => {
          this.host?.command(ModelsApi.refresh, {});
        })}
        <p class="lemma-figures">${machineWords(snapshot.machine)}</p>
      </div>
      ${this.recommended(list)} ${this.controls(rows.length, list.rows.length)} ${this.adder()}
      ${this.table(rows)}
      <div class="lemma-hidden" role="status">${this.news}</div>
    </main>`;
  }

  private recommended({ rows, recommendation }: ModelList): TemplateResult {
    const row = rows.find((each) => each.recommended);
    if (!recommendation || !row?.fit) {
      return html`<section class="lemma-recommended" aria-label="Recommended for this machine">
        <p>
          No model of the R1 family fits the free memory with this context length. Close other
          programs, choose a shorter context, or let a server answer (the setting
          <code>lemma.server.url</code>).
        </p>
      </section>`;
    }
    const { fit, bars } = row.fit;
    return html`<section class="lemma-recommended" aria-label="Recommended for this machine">
      <div>
        <h2>Recommended for this machine</h2>
        <p class="lemma-model-title">${rowName(row)}</p>
        <p>${reasonWords(recommendation)}.</p>
        ${bars.map(memoryBar)}
        <p class="lemma-figures">${dotted(placeWords(fit), needWords(row.fit), speedWords(fit))}</p>
      </div>
      ${primary(row, this.actions)}
    </section>`;
  }

  private controls(shown: number, all: number): TemplateResult {
    const { choice } = this.state;
    return html`<div class="lemma-models-bar" role="group" aria-label="What to show">
        <input
          type="search"
          class="lemma-input lemma-filter"
          placeholder="Filter models"
          aria-label="Filter models"
          .value=${choice.text}
          @input=${(event: Event) => {
            if (event.target instanceof HTMLInputElement) this.choose({ text: event.target.value });
          }}
        />
        ${check('Fits', choice.fitting, (fitting) => {
          this.choose({ fitting });
        })}
        ${check('On disk', choice.here, (here) => {
          this.choose({ here });
        })}
        <label class="lemma-order"
          >Sort by
          <select class="lemma-input" @change=${this.ordered}>
            ${MODEL_ORDERS.map(
              (order) =>
                html`<option value=${order} .selected=${order === choice.order}>
                  ${orderWords(order)}
                </option>`,
            )}
          </select></label
        >
        <span class="lemma-figures">${shown} of ${all}</span>
      </div>
      ${this.contextControls()}`;
  }

  /** The context length that all models are shown with, and what the setting says of it. */
  private contextControls(): TemplateResult {
    const { contextSize, contextSizes: sizes } = this;
    const set = this.snapshot?.contextSize ?? 0;
    return html`<div class="lemma-models-bar">
      <label class="lemma-context-size">
        <span>Context length</span>
        <input
          type="range"
          min="0"
          max=${sizes.length - 1}
          step="1"
          .value=${String(sizes.indexOf(contextSize))}
          aria-valuetext=${contextWords(contextSize)}
          @input=${(event: Event) => {
            if (event.target instanceof HTMLInputElement)
              this.setContext(sizes[Number(event.target.value)] ?? USUAL_CONTEXT);
          }}
        />
        <output>${contextWords(contextSize)}</output>
      </label>
      ${
        contextSize === set
          ? html`<span class="lemma-figures">as the setting says</span>`
          : this.settingLink('Use for all models', contextSize)
      }
      ${
        set === 0
          ? html`<span class="lemma-figures">by the setting, the free memory chooses</span>`
          : this.settingLink('Let the free memory choose', 0)
      }
      ${barLegend()}
    </div>`;
  }

  /** Sets the context length of all models; 0 lets the free memory choose. */
  private settingLink(words: string, contextSize: number): TemplateResult {
    return html`<button
      type="button"
      class="lemma-link"
      @click=${() => {
        this.host?.command(ModelsApi.setContextSize, { contextSize });
      }}
    >
      ${words}
    </button>`;
  }

  private adder(): TemplateResult {
    return html`<form class="lemma-models-bar lemma-adder" @submit=${this.add}>
        <input
          class="lemma-input"
          name="address"
          placeholder="hf:user/model/file.gguf, an address, or the path of a file"
          aria-label="Add a model: hf: name, address or path"
          aria-describedby="lemma-add-problem"
          aria-invalid=${this.problem !== ''}
          spellcheck="false"
          autocomplete="off"
        />
        <button type="submit" class="lemma-button lemma-secondary">Add</button>
        <button
          type="button"
          class="lemma-button lemma-secondary"
          @click=${() => {
            this.host?.command(ModelsApi.browse, {});
          }}
        >
          Choose a file…
        </button>
      </form>
      <p id="lemma-add-problem" class="lemma-model-problem" role="alert">${this.problem}</p>`;
  }

  private table(rows: readonly ModelRow[]): TemplateResult {
    const { open } = this.state;
    if (rows.length === 0)
      return html`<p class="lemma-models-none">No model is left. Loosen the filter.</p>`;
    return html`<table role="table" class="lemma-model-table" aria-label="Models">
      <thead role="rowgroup">
        <tr role="row">
          ${SORTED.map((order) => this.heading(order))}
          <th role="columnheader" scope="col"><span class="lemma-hidden">Actions</span></th>
        </tr>
      </thead>
      <tbody role="rowgroup" @keydown=${this.pressed}>
        ${repeat(
          rows,
          ({ id }) => id,
          (row) =>
            html`${modelRow(row, row.id === open, this.actions)}
            ${
              row.id === open
                ? html`<tr role="row" class="lemma-model-more">
                    <td role="cell" colspan=${COLUMNS}>
                      <lemma-model-details
                        .row=${row}
                        .snapshot=${this.snapshot}
                        .contextSize=${this.contextSize}
                        .host=${this.host}
                      ></lemma-model-details>
                    </td>
                  </tr>`
                : nothing
            }`,
        )}
      </tbody>
    </table>`;
  }

  private heading(order: ModelOrder): TemplateResult {
    const { choice } = this.state;
    const isBy = choice.order === order;
    const sorted = isBy ? (choice.descending ? 'descending' : 'ascending') : 'none';
    return html`<th role="columnheader" scope="col" aria-sort=${sorted}>
      <button
        type="button"
        class="lemma-sort"
        @click=${() => {
          this.choose({ order, descending: isBy && !choice.descending });
        }}
      >
        ${orderWords(order)}
        <span
          class="codicon ${isBy ? (choice.descending ? 'codicon-arrow-down' : 'codicon-arrow-up') : ''}"
          aria-hidden="true"
        ></span>
      </button>
    </th>`;
  }

  private readonly actions: RowActions = {
    download: ({ source }) => {
      if (source !== undefined) this.host?.command(ModelsApi.download, { source });
    },
    pause: ({ source }) => {
      if (source !== undefined) this.host?.command(ModelsApi.pause, { source });
    },
    discard: ({ source }) => {
      if (source !== undefined) this.host?.command(ModelsApi.discard, { source });
    },
    use: ({ local }) => {
      if (local) this.host?.command(ModelsApi.use, { path: local.path });
    },
    setToken: ({ source }) => {
      if (source !== undefined) this.host?.command(ModelsApi.setToken, { source });
    },
    toggle: ({ id }) => {
      this.state = { ...this.state, open: this.state.open === id ? '' : id };
    },
  };

  /** Tokens that the fit is told for. */
  private get contextSize(): number {
    const { state, snapshot } = this;
    return state.contextSize || (snapshot?.contextSize ?? 0) || USUAL_CONTEXT;
  }

  private get contextSizes(): readonly number[] {
    return [...new Set([...CONTEXT_SIZES, this.contextSize])].sort((a, b) => a - b);
  }

  private choose(choice: Partial<ModelsState['choice']>): void {
    this.state = { ...this.state, choice: { ...this.state.choice, ...choice } };
  }

  private setContext(contextSize: number): void {
    this.state = { ...this.state, contextSize };
  }

  private tell(downloads: readonly DownloadState[]): void {
    const news = downloadNews(this.snapshot?.downloads ?? [], downloads);
    if (news !== '' && this.snapshot) this.news = news;
  }

  private readonly ordered = (event: Event): void => {
    if (!(event.target instanceof HTMLSelectElement)) return;
    const { value } = event.target;
    const order = MODEL_ORDERS.find((each) => each === value);
    if (order) this.choose({ order, descending: false });
  };

  private readonly add = (event: Event): void => {
    event.preventDefault();
    const input = this.querySelector<HTMLInputElement>('.lemma-adder input');
    const text = input?.value.trim() ?? '';
    if (!input || text === '') return;
    this.problem = '';
    this.host
      ?.request(ModelsApi.add, { text })
      .then(({ problem = '' }) => {
        this.problem = problem;
        if (problem === '') input.value = '';
        else input.focus();
      })
      .catch(() => {
        this.problem = 'This could not be added. Try again.';
      });
  };

  /** Arrow keys walk from row to row; Escape closes the details. */
  private readonly pressed = (event: KeyboardEvent): void => {
    const target = event.target instanceof Element ? event.target : undefined;
    if (!target || target.closest('lemma-model-details input, lemma-model-details select')) return;
    if (event.key === 'Escape' && this.state.open !== '') {
      this.state = { ...this.state, open: '' };
      const row = target.closest<HTMLElement>('tr');
      const head = row?.matches('.lemma-model-more') ? row.previousElementSibling : row;
      head?.querySelector<HTMLElement>('[aria-expanded]')?.focus();
      return;
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    const rows = [...this.querySelectorAll<HTMLElement>('.lemma-model-row')];
    const at = rows.findIndex((row) => row.contains(target));
    const next = at < 0 ? undefined : rows[at + step];
    next?.querySelector<HTMLElement>('button')?.focus();
    if (next) event.preventDefault();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'lemma-model-details': LemmaModelDetails;
  }
}

function check(name: string, on: boolean, toggle: (on: boolean) => void): TemplateResult {
  return html`<label class="lemma-check">
    <input
      type="checkbox"
      .checked=${on}
      @change=${(event: Event) => {
        if (event.target instanceof HTMLInputElement) toggle(event.target.checked);
      }}
    />
    ${name}
  </label>`;
}
