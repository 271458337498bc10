import { html, nothing, type TemplateResult } from 'lit';
import type { DownloadState } from '../../src/protocol/models.js';
import { bytes } from '../../src/core/text/quantity.js';
import {
  checkWords,
  downloadShare,
  lossWords,
  needWords,
  originWords,
  placeWords,
  progressWords,
  rowName,
  speedWords,
} from '../model/modelPageWords.js';
import type { ModelRow } from '../model/modelRows.js';
import { contextWords } from '../model/modelPageWords.js';
import { memoryBar } from './modelBars.js';

/** What the buttons of a row do. */
export interface RowActions {
  readonly download: (row: ModelRow) => void;
  readonly pause: (row: ModelRow) => void;
  readonly discard: (row: ModelRow) => void;
  readonly use: (row: ModelRow) => void;
  readonly setToken: (row: ModelRow) => void;
  readonly toggle: (row: ModelRow) => void;
}

/** Columns of the list; a row of details spans them all. */
export const COLUMNS = 6;

/** The cells of one model. The roles are told, since a narrow page lays the table out as blocks. */
export function modelRow(row: ModelRow, isOpen: boolean, actions: RowActions): TemplateResult {
  const { local, model, fit, sizeBytes, isEstimated, loss, download } = row;
  const size = sizeBytes > 0 ? `${isEstimated ? '≈ ' : ''}${bytes(sizeBytes)}` : '';
  const quality = loss === undefined ? '' : lossWords(loss);
  return html`<tr
    role="row"
    class="lemma-model-row ${row.chosen ? 'lemma-current' : ''}"
    data-model=${row.id}
  >
    <th role="rowheader" scope="row" class="lemma-model-cell-name">
      <span class="lemma-model-title">${rowName(row)}</span>
      <span class="lemma-model-tags">${tags(row)}</span>
      ${local ? html`<span class="lemma-figures">${note(row)}</span>` : nothing}
    </th>
    <td role="cell" class="lemma-model-cell-quality">
      ${
        model
          ? html`<span title="Problems of AIME 2024 solved at the first try, unquantised"
                >AIME ${model.aime2024} %</span
              ><span class="lemma-figures">${quality}</span>`
          : html`<span class="lemma-figures">unknown</span>`
      }
    </td>
    <td role="cell" class="lemma-model-cell-size">${size}</td>
    <td role="cell" class="lemma-model-cell-fit">
      ${
        fit
          ? html`${fit.bars.map(memoryBar)}
              <span class="lemma-figures lemma-place-${fit.fit.place}"
                >${placeWords(fit.fit)} · ${needWords(fit)}</span
              >`
          : html`<span class="lemma-figures">${local ? 'not known' : ''}</span>`
      }
    </td>
    <td role="cell" class="lemma-model-cell-speed">${fit ? speedWords(fit.fit) : ''}</td>
    <td role="cell" class="lemma-model-cell-actions">
      <span class="lemma-model-buttons">
        ${primary(row, actions)}
        <button
          type="button"
          class="lemma-icon-button codicon codicon-${isOpen ? 'chevron-up' : 'chevron-down'}"
          title="Details"
          aria-label="Details of ${rowName(row)}"
          aria-expanded=${isOpen}
          @click=${() => {
            actions.toggle(row);
          }}
        ></button>
      </span>
      ${download ? progress(row, download, actions) : nothing}
    </td>
  </tr>`;
}

/** The one thing to do next. It is the same button all along, so that the focus stays. */
export function primary(row: ModelRow, actions: RowActions): TemplateResult {
  const { local, download, chosen } = row;
  const [word, act, disabled] = ((): [string, (row: ModelRow) => void, boolean] => {
    if (local) return chosen ? ['In use', actions.use, true] : ['Use', actions.use, false];
    switch (download?.state) {
      case undefined:
        return ['Download', actions.download, false];
      case 'running':
      case 'verifying':
        return ['Pause', actions.pause, false];
      case 'paused':
        return ['Resume', actions.download, false];
      case 'failed':
        return ['Try again', actions.download, false];
      case 'elsewhere':
        return ['Downloading', actions.download, true];
    }
  })();
  const isBad = (local?.problem !== undefined || row.fit?.fit.place === 'none') && !chosen;
  return html`<button
    type="button"
    class="lemma-button ${isBad || download || disabled ? 'lemma-secondary' : ''}"
    aria-label="${word}: ${rowName(row)}"
    aria-disabled=${disabled}
    @click=${() => {
      if (!disabled) act(row);
    }}
  >
    ${word}
  </button>`;
}

function progress(row: ModelRow, download: DownloadState, actions: RowActions): TemplateResult {
  const share = downloadShare(download);
  const words = progressWords(download);
  const { problem, state } = download;
  const isMine = state !== 'elsewhere';
  return html`<span class="lemma-download lemma-download-${state}">
    <span
      class="lemma-progress"
      role="progressbar"
      aria-label="Download of ${rowName(row)}"
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(share * 100)}
      aria-valuetext=${words}
      ><span .style=${`width: ${(share * 100).toFixed(1)}%`}></span
    ></span>
    <span class="lemma-figures">${words}</span>
    ${problem ? html`<span class="lemma-model-problem">${problem.message}</span>` : nothing}
    <span class="lemma-model-buttons">
      ${
        problem?.code === 'accessDenied'
          ? html`<button
              type="button"
              class="lemma-link"
              @click=${() => {
                actions.setToken(row);
              }}
            >
              Set the token…
            </button>`
          : nothing
      }
      ${
        isMine
          ? html`<button
              type="button"
              class="lemma-link"
              aria-label="Cancel the download of ${rowName(row)} and delete what has come"
              @click=${() => {
                actions.discard(row);
              }}
            >
              Cancel
            </button>`
          : nothing
      }
    </span>
  </span>`;
}

function tags({ recommended, local, chosen, fit }: ModelRow): TemplateResult[] {
  const words = [
    ...(recommended ? ['recommended'] : []),
    ...(chosen ? ['in use'] : []),
    ...(local ? ['on disk'] : []),
    ...(local?.facts?.reasoning === false ? ['not of the R1 kind'] : []),
    ...(local && Object.keys(local.overrides).length > 0 ? ['own settings'] : []),
    ...(local?.overrides.contextSize !== undefined && fit ? [contextWords(fit.contextSize)] : []),
  ];
  return words.map((word) => html`<span class="lemma-tag">${word}</span>`);
}

function note({ local }: ModelRow): string {
  if (!local) return '';
  const check = checkWords(local);
  return [local.problem ?? originWords(local.origin), check]
    .filter((each) => each !== '')
    .join(' · ');
}
