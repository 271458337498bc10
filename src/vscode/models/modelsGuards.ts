import type { ModelOverrides } from '../../core/models/modelOverrides.js';
import type { ModelsApi } from '../../protocol/models.js';
import { count, shape, word } from '../chat/paramChecks.js';
import type { ParamGuards } from '../chat/rpcServer.js';

/** What the host accepts of messages of the page of models. */
export const modelsGuards: ParamGuards<typeof ModelsApi> = {
  ready: shape<Record<string, never>>({}),
  refresh: shape<Record<string, never>>({}),
  download: shape<{ source: string }>({ source: word }),
  pause: shape<{ source: string }>({ source: word }),
  discard: shape<{ source: string }>({ source: word }),
  use: shape<{ path: string }>({ path: word }),
  verify: shape<{ path: string }>({ path: word }),
  reveal: shape<{ path: string }>({ path: word }),
  remove: shape<{ path: string }>({ path: word }),
  add: shape<{ text: string }>({ text: word }),
  browse: shape<Record<string, never>>({}),
  setOverrides: shape<{ path: string; overrides: ModelOverrides }>({
    path: word,
    overrides: (value) => typeof value === 'object' && value !== null,
  }),
  setContextSize: shape<{ contextSize: number }>({ contextSize: count }),
  setToken: shape<{ source: string }>({ source: word }),
  openPage: shape<{ url: string }>({ url: word }),
};
