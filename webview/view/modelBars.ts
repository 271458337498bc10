import { html, type TemplateResult } from 'lit';
import type { MemoryBar } from '../../src/core/models/modelFit.js';
import { barWords } from '../model/modelPageWords.js';

/** The parts of a memory bar that have a colour. */
const BAR_PARTS = [
  ['others', 'Other programs'],
  ['weights', 'Weights'],
  ['kv', 'KV cache'],
  ['compute', 'Compute buffers'],
] as const;

/** What a model takes of one kind of memory, as a bar that is as long as the memory, with a mark where it overflows. */
export function memoryBar(bar: MemoryBar): TemplateResult {
  const { weights, kvCache, compute, free, total, device } = bar;
  const others = Math.max(0, total - free);
  const scale = Math.max(total, others + weights + kvCache + compute);
  const sizes = [others, weights, kvCache, compute];
  const isOver = scale > total;
  const words = barWords(bar);
  return html`<span class="lemma-bar-line">
    <span class="lemma-bar-device">${device === 'gpu' ? 'GPU' : 'RAM'}</span>
    <span
      class="lemma-bar ${isOver ? 'lemma-bar-over' : ''}"
      role="img"
      aria-label=${words}
      title=${words}
    >
      ${BAR_PARTS.map(
        ([part], index) =>
          html`<span
            class="lemma-bar-${part}"
            .style=${`width: ${((100 * (sizes[index] ?? 0)) / scale).toFixed(2)}%`}
          ></span>`,
      )}
      ${isOver ? html`<span class="lemma-bar-end" .style=${`left: ${((100 * total) / scale).toFixed(2)}%`}></span>` : ''}
    </span>
  </span>`;
}

/** What the colours of the bars mean. */
export function barLegend(): TemplateResult {
  return html`<p class="lemma-legend" aria-hidden="true">
    ${BAR_PARTS.map(
      ([part, name]) =>
        html`<span><span class="lemma-legend-key lemma-bar-${part}"></span>${name}</span>`,
    )}
  </p>`;
}
