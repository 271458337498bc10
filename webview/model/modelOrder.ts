import type { FitPlace } from '../../src/core/models/modelFit.js';
import { bitsPerWeight } from '../../src/core/models/quantisationLoss.js';
import type { ModelRow } from './modelRows.js';

/** What the list of models can be in the order of. */
export const MODEL_ORDERS = ['usual', 'name', 'quality', 'size', 'fit', 'speed'] as const;

/** One of {@link MODEL_ORDERS}. */
export type ModelOrder = (typeof MODEL_ORDERS)[number];

/** What of the list is shown, and in which order. */
export interface ModelListChoice {
  /** Words that all must stand in a row. */
  readonly text: string;
  readonly fitting: boolean;
  /** Only what is on this machine. */
  readonly here: boolean;
  readonly order: ModelOrder;
  readonly descending: boolean;
}

/** All of it, the recommended model first. */
export const WHOLE_LIST: ModelListChoice = {
  text: '',
  fitting: false,
  here: false,
  order: 'usual',
  descending: false,
};

/** Best first. */
const PLACES: Readonly<Record<FitPlace, number>> = { gpu: 0, partlyGpu: 1, cpu: 2, none: 3 };

/** The rows that are chosen, in the order that is chosen. Rows that have no value for an order come last either way. */
export function chosenRows(
  rows: readonly ModelRow[],
  choice: ModelListChoice,
): readonly ModelRow[] {
  const words = choice.text.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = rows.filter(
    (row) =>
      (!choice.fitting || fits(row)) &&
      (!choice.here || row.local !== undefined) &&
      words.every((word) => textOf(row).includes(word)),
  );
  const sign = choice.descending ? -1 : 1;
  const keyed = shown.map((row, index) => ({ row, index, key: keyOf(row, choice.order) }));
  keyed.sort((a, b) => {
    if (a.key === undefined || b.key === undefined)
      return Number(a.key === undefined) - Number(b.key === undefined) || a.index - b.index;
    return sign * compare(a.key, b.key) || a.index - b.index;
  });
  return keyed.map(({ row }) => row);
}

/** Whether a row is known to fit this machine. */
function fits({ fit }: ModelRow): boolean {
  return fit !== undefined && fit.fit.place !== 'none';
}

type Key = readonly number[] | string;

function keyOf(row: ModelRow, order: ModelOrder): Key | undefined {
  switch (order) {
    case 'usual':
      // What the user has or is getting before what there is.
      return [row.recommended ? 0 : row.download || row.local ? 1 : 2];
    case 'name':
      return `${row.name} ${row.quantisation}`.toLowerCase();
    case 'quality': {
      const { model, file } = row;
      return model && file && [-model.aime2024, -bitsPerWeight(file.sizeBytes, model.parameters)];
    }
    case 'size':
      return row.sizeBytes > 0 ? [row.sizeBytes] : undefined;
    case 'fit': {
      const fit = row.fit?.fit;
      return fit && [PLACES[fit.place], fit.need.total];
    }
    case 'speed': {
      const speed = row.fit?.fit.tokensPerSecond;
      return speed && [-speed[1]];
    }
  }
}

function compare(a: Key, b: Key): number {
  if (typeof a === 'string' || typeof b === 'string') return String(a).localeCompare(String(b));
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

function textOf({ name, quantisation, local, model, source }: ModelRow): string {
  const parts = [name, quantisation, local?.name, local?.origin, local?.path, model?.id, source];
  return parts
    .filter((part) => part !== undefined)
    .join(' ')
    .toLowerCase();
}
