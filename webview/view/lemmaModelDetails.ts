import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import {
  judgeOverrides,
  type ModelOverrides,
  OVERRIDE_LIMITS,
} from '../../src/core/models/modelOverrides.js';
import { bitsPerWeight } from '../../src/core/models/quantisationLoss.js';
import { bytes, rate } from '../../src/core/text/quantity.js';
import { ModelsApi, type ModelsSnapshot } from '../../src/protocol/models.js';
import type { HostConnection } from '../host/hostConnection.js';
import { contextWords, needWords, placeWords, speedWords } from '../model/modelPageWords.js';
import { fitWith, type ModelRow, type RowFit } from '../model/modelRows.js';
import { count, dotted } from '../model/wording.js';
import { LightElement } from './lightElement.js';
import { memoryBar } from './modelBars.js';

/** Types of the KV cache that can be set for a model alone, in words. */
const KV_CHOICES = [
  ['', 'as all models'],
  ['f16', 'f16: exact'],
  ['q8_0', 'q8_0: half the memory'],
] as const;

/** What is known of one model, what can be done with its file, and how it alone is run. */
export class LemmaModelDetails extends LightElement {
  static override properties = {
    row: { attribute: false },
    snapshot: { attribute: false },
    contextSize: { attribute: false },
    host: { attribute: false },
    draft: { state: true },
  };
  declare row: ModelRow | undefined;
  declare snapshot: ModelsSnapshot | undefined;
  /** Tokens of context of the page. */
  declare contextSize: number;
  declare host: HostConnection | undefined;
  /** Overrides that are being edited; undefined while nothing is. */
  declare draft: ModelOverrides | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('row');
    if (before !== undefined && before.id !== this.row?.id) this.draft = undefined;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { row, snapshot, contextSize } = this;
    if (!row || !snapshot) return nothing;
    const { local } = row;
    const overrides = this.draft ?? local?.overrides ?? {};
    const fit = fitWith(snapshot, contextSize, row, overrides);
    return html`<div class="lemma-model-details">
      <div>
        <dl>${this.facts(row)}</dl>
        ${local ? this.fileButtons(row, local.path) : nothing} ${this.pages(row)}
      </div>
      <div>
        ${fit ? figures(fit) : html`<p>Its header does not tell what it needs.</p>`}
        ${local ? this.editor(local.overrides) : nothing}
      </div>
    </div>`;
  }

  private facts({ local, model, file, source, sizeBytes }: ModelRow): TemplateResult[] {
    const geometry = local?.facts?.geometry ?? model?.geometry;
    const trained = local?.facts?.contextLength ?? model?.contextLength;
    const facts: readonly (readonly [string, string | undefined])[] = [
      ['File', local?.path === '' ? undefined : local?.path],
      ['Problem', local?.problem],
      ['From', source],
      ['Architecture', local?.facts?.architecture],
      ['Parameters', model && `${rate(model.parameters / 1e9)} billion`],
      [
        'Bits a weight',
        model && file && rate(bitsPerWeight(sizeBytes || file.sizeBytes, model.parameters)),
      ],
      ['Layers', geometry && count(geometry.layers)],
      ['Heads', geometry && `${geometry.heads}, ${geometry.kvHeads} with keys and values`],
      ['Trained with', trained === undefined ? undefined : contextWords(trained)],
      [
        'Thinks',
        local?.facts &&
          (local.facts.reasoning ? 'yes, as R1 does' : 'no: it is not of the R1 kind'),
      ],
    ];
    return facts.flatMap(([name, value]) =>
      value === undefined
        ? []
        : [
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
          ],
    );
  }

  private fileButtons(row: ModelRow, path: string): TemplateResult {
    const { host } = this;
    const isDemo = row.local?.origin === 'demo';
    const isOwn = row.local?.origin === 'downloaded';
    return html`<p class="lemma-model-buttons">
      <button
        type="button"
        class="lemma-button lemma-secondary"
        aria-disabled=${row.local?.check?.state === 'running'}
        @click=${() => host?.command(ModelsApi.verify, { path })}
      >
        Check the file again
      </button>
      <button
        type="button"
        class="lemma-button lemma-secondary"
        @click=${() => host?.command(ModelsApi.reveal, { path })}
      >
        Show the file
      </button>
      ${
        isDemo
          ? nothing
          : html`<button
              type="button"
              class="lemma-button lemma-secondary"
              @click=${() => host?.command(ModelsApi.remove, { path })}
            >
              ${isOwn ? 'Delete…' : 'Take it off the list…'}
            </button>`
      }
    </p>`;
  }

  private pages({ model }: ModelRow): TemplateResult | typeof nothing {
    if (!model) return nothing;
    const link = (name: string, url: string): TemplateResult =>
      html`<button
        type="button"
        class="lemma-link"
        title=${url}
        @click=${() => this.host?.command(ModelsApi.openPage, { url })}
      >
        ${name}
      </button>`;
    return html`<p class="lemma-model-buttons">
      ${link('Its page', model.source)}
      ${model.licences.map(({ name, url, notice }) =>
        link(notice === undefined ? name : `${name} (${notice})`, url),
      )}
    </p>`;
  }

  /** The fields are bound to what is saved: what is typed stands until then. */
  private editor(overrides: ModelOverrides): TemplateResult {
    const isChanged = this.draft !== undefined && !same(this.draft, overrides);
    const isSet = Object.keys(overrides).length > 0;
    return html`<form
      class="lemma-overrides"
      aria-label="Settings of this model"
      @submit=${this.save}
    >
      <h3>Settings of this model alone</h3>
      ${this.number(overrides, 'contextSize', 'Context (tokens)', 'as all models')}
      ${this.number(overrides, 'gpuLayers', 'Layers on GPU', 'as many as fit')}
      ${this.number(overrides, 'threads', 'Threads', 'as all models')}
      <label>
        <span>KV cache</span>
        <select class="lemma-input" name="kvCacheType" @change=${this.edited}>
          ${KV_CHOICES.map(
            ([value, words]) =>
              html`<option value=${value} .selected=${value === (overrides.kvCacheType ?? '')}>
                ${words}
              </option>`,
          )}
        </select>
      </label>
      <p class="lemma-model-buttons">
        <button type="submit" class="lemma-button" aria-disabled=${!isChanged}>Save</button>
        <button
          type="button"
          class="lemma-button lemma-secondary"
          aria-disabled=${!isSet}
          @click=${this.reset}
        >
          As all models
        </button>
      </p>
      <p class="lemma-figures">
        ${isChanged ? 'Not saved yet. ' : ''}They are used when the model is loaded next.
      </p>
    </form>`;
  }

  private number(
    overrides: ModelOverrides,
    name: keyof typeof OVERRIDE_LIMITS,
    label: string,
    placeholder: string,
  ): TemplateResult {
    const [least, most] = OVERRIDE_LIMITS[name];
    return html`<label>
      <span>${label}</span>
      <input
        class="lemma-input"
        type="number"
        name=${name}
        min=${least}
        max=${most}
        step="1"
        placeholder=${placeholder}
        .value=${String(overrides[name] ?? '')}
        @input=${this.edited}
      />
    </label>`;
  }

  private readonly edited = (): void => {
    this.draft = this.typed;
  };

  private readonly save = (event: Event): void => {
    event.preventDefault();
    // What is typed beyond the limits is shown as it is taken.
    this.send(judgeOverrides(this.typed));
  };

  private readonly reset = (): void => {
    this.querySelector('form')?.reset();
    this.send({});
  };

  private send(overrides: ModelOverrides): void {
    const path = this.row?.local?.path;
    if (path === undefined) return;
    this.draft = undefined;
    for (const name of ['contextSize', 'gpuLayers', 'threads'] as const) {
      const field = this.querySelector<HTMLInputElement>(`input[name=${name}]`);
      if (field) field.value = String(overrides[name] ?? '');
    }
    this.host?.command(ModelsApi.setOverrides, { path, overrides });
  }

  /** What stands in the fields. */
  private get typed(): ModelOverrides {
    const form = this.querySelector('form');
    const data = new FormData(form ?? undefined);
    const text = (name: string): string => {
      const value = data.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    const number = (name: string): number => (text(name) === '' ? Number.NaN : Number(text(name)));
    return judgeOverrides({
      contextSize: number('contextSize'),
      gpuLayers: number('gpuLayers'),
      threads: number('threads'),
      kvCacheType: text('kvCacheType'),
    });
  }
}

function figures(row: RowFit): TemplateResult {
  const { fit, bars, contextSize } = row;
  const { weights, kvCache, compute, overhead, total } = fit.need;
  const rows = [
    ['Weights', weights],
    ['KV cache', kvCache],
    ['Compute buffers', compute],
    ['Vocabulary', overhead],
    ['Together', total],
  ] as const;
  return html`<table class="lemma-need">
      <caption>
        Memory with ${contextWords(contextSize)} of context
      </caption>
      <tbody>
        ${rows.map(
          ([name, size]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>${bytes(size)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${bars.map(memoryBar)}
    <p class="lemma-figures" role="status">
      ${dotted(placeWords(fit), needWords(row), speedWords(fit))}
    </p>`;
}

function same(one: ModelOverrides, other: ModelOverrides): boolean {
  const names = ['contextSize', 'gpuLayers', 'threads', 'kvCacheType'] as const;
  return names.every((name) => one[name] === other[name]);
}
