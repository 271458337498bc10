import { MODEL_ORDERS, type ModelListChoice, WHOLE_LIST } from './modelOrder.js';

/** What the page of models keeps over a reload. */
export interface ModelsState {
  readonly choice: ModelListChoice;
  /** Tokens that the fit is told for; 0 for those of the settings. */
  readonly contextSize: number;
  /** Id of the row whose details are open. */
  readonly open: string;
}

/** What is sound of a kept state. */
export function parseModelsState(value: unknown): ModelsState {
  const { choice, contextSize, open } = fields(value);
  const { text, fitting, here, order, descending } = fields(choice);
  return {
    choice: {
      text: typeof text === 'string' ? text : WHOLE_LIST.text,
      fitting: fitting === true,
      here: here === true,
      order: MODEL_ORDERS.find((each) => each === order) ?? WHOLE_LIST.order,
      descending: descending === true,
    },
    contextSize: Number.isSafeInteger(contextSize) ? Math.max(0, Number(contextSize)) : 0,
    open: typeof open === 'string' ? open : '',
  };
}

function fields(value: unknown): Partial<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
