import type { ErrorCode } from '../core/errors.js';
import type { KvCacheType } from '../core/models/kvCache.js';
import type { Machine } from '../core/models/modelFit.js';
import type { ModelGeometry } from '../core/models/modelGeometry.js';
import type { ModelOverrides } from '../core/models/modelOverrides.js';
import { command, notification, request } from './rpc.js';

/** Where a model on this machine comes from. */
export type ModelOrigin =
  | 'demo'
  | 'downloaded'
  /** Put into the folder of models by the user. */
  | 'folder'
  /** A file elsewhere that the user picked. */
  | 'added'
  | 'Ollama'
  | 'LM Studio'
  | 'Hugging Face';

/** What the header of a model tells. */
export interface ModelFacts {
  readonly name?: string;
  readonly architecture: string;
  /** Tokens the model was trained with. */
  readonly contextLength: number;
  readonly geometry?: ModelGeometry;
  /** Whether it is of the R1 kind: it thinks before it answers. */
  readonly reasoning: boolean;
}

/** How the last check of a model's file ended, or that it runs. */
export interface ModelCheck {
  readonly state:
    | 'running'
    /** It has the checksum that it came with. */
    | 'same'
    /** No checksum is known; its header is sound. */
    | 'sound'
    | 'failed';
  /** Share of the file that was read, 0 to 1. */
  readonly fraction: number;
}

/** A model file on this machine. */
export interface LocalModel {
  /** Absolute path; empty for the demo model. */
  readonly path: string;
  readonly name: string;
  readonly origin: ModelOrigin;
  readonly sizeBytes: number;
  /** Absent until the header is read, and where that failed. */
  readonly facts?: ModelFacts;
  /** Why it cannot be used, in words. */
  readonly problem?: string;
  readonly overrides: ModelOverrides;
  readonly check?: ModelCheck;
}

/** A download that is not whole. */
export interface DownloadState {
  /** Where it comes from, as `parseModelAddress` reads it. */
  readonly source: string;
  /** Name that the file will have. */
  readonly name: string;
  readonly state:
    | 'running'
    /** All is there, and is compared with what the hub states. */
    | 'verifying'
    | 'paused'
    /** Another window or the command line is at it. */
    | 'elsewhere'
    | 'failed';
  readonly receivedBytes: number;
  /** 0 until it is known. */
  readonly totalBytes: number;
  /** 0 until it is known. */
  readonly bytesPerSecond: number;
  /** Absent until it can be told. */
  readonly secondsLeft?: number;
  /** What went wrong. */
  readonly problem?: { readonly code: ErrorCode; readonly message: string };
}

/** Everything the page of models needs to paint itself. */
export interface ModelsSnapshot {
  readonly machine: Machine;
  /** Path of the chosen model; empty for the demo model. */
  readonly chosen: string;
  /** Tokens of context by the settings of all models; 0 is chosen by the free memory. */
  readonly contextSize: number;
  readonly kvCacheType: KvCacheType;
  readonly models: readonly LocalModel[];
  readonly downloads: readonly DownloadState[];
}

/** Names a model on this machine. */
interface ModelRef {
  readonly path: string;
}

/** Names a download. */
interface DownloadRef {
  readonly source: string;
}

/** Messages between the extension host and the page of models. */
export const ModelsApi = {
  /** First message of a page. */
  ready: request<Record<string, never>, ModelsSnapshot>('models/ready'),
  /** Looks at memory, files and downloads again. */
  refresh: command<Record<string, never>>('models/refresh'),
  /** Begins a download, or goes on with one. */
  download: command<DownloadRef>('models/download'),
  /** Pauses a download; what has come is kept. */
  pause: command<DownloadRef>('models/pause'),
  /** Ends a download, and deletes what has come. */
  discard: command<DownloadRef>('models/discard'),
  /** Makes a model the one that answers. */
  use: command<ModelRef>('models/use'),
  /** Reads a model's file again. */
  verify: command<ModelRef>('models/verify'),
  /** Shows a model's file where the system shows files. */
  reveal: command<ModelRef>('models/reveal'),
  /** Deletes a download after a question, or forgets a file of others. */
  remove: command<ModelRef>('models/remove'),
  /** Takes an `hf:` name, an address or a path; `problem` tells in words why not. */
  add: request<{ readonly text: string }, { readonly problem?: string }>('models/add'),
  /** Asks for a file. */
  browse: command<Record<string, never>>('models/browse'),
  /** Sets how one model is run, in place of what was set before. */
  setOverrides: command<ModelRef & { readonly overrides: ModelOverrides }>('models/setOverrides'),
  /** Sets the tokens of context of all models; 0 lets the free memory choose. */
  setContextSize: command<{ readonly contextSize: number }>('models/setContextSize'),
  /** Asks for the access token of the hub, and goes on with the download that needs it. */
  setToken: command<DownloadRef>('models/setToken'),
  /** Opens the page of a model of the catalogue, or of a licence. */
  openPage: command<{ readonly url: string }>('models/openPage'),

  /** Replaces everything the page shows. */
  snapshot: notification<ModelsSnapshot>('models/snapshot'),
  /** How far the downloads are. */
  downloads: notification<{ readonly downloads: readonly DownloadState[] }>('models/downloads'),
} as const;
