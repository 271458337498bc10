import {
  CATALOGUE,
  type CatalogueFile,
  type CatalogueModel,
} from '../../src/core/models/catalogue.js';
import { addressText, fileNameOf } from '../../src/core/models/hubAddress.js';
import {
  fitModel,
  memoryBars,
  type MemoryBar,
  type ModelFit,
} from '../../src/core/models/modelFit.js';
import type { ModelGeometry } from '../../src/core/models/modelGeometry.js';
import { modelFileName, type ModelOverrides } from '../../src/core/models/modelOverrides.js';
import {
  bitsPerWeight,
  lossAt,
  type QuantisationLoss,
} from '../../src/core/models/quantisationLoss.js';
import { recommend, type Recommendation } from '../../src/core/models/recommend.js';
import type { DownloadState, LocalModel, ModelsSnapshot } from '../../src/protocol/models.js';

/** How a model fits, with what was asked for. */
export interface RowFit {
  readonly fit: ModelFit;
  readonly bars: readonly MemoryBar[];
  /** Tokens of context that it is told for. */
  readonly contextSize: number;
}

/** One model file of the page: to be had, on its way, or here. */
export interface ModelRow {
  /** The same over the life of the page. */
  readonly id: string;
  readonly name: string;
  /** As llama.cpp names it; empty where it is not known. */
  readonly quantisation: string;
  /** 0 while it is not known. */
  readonly sizeBytes: number;
  /** Whether the size is worked out, to about 5 %. */
  readonly isEstimated: boolean;
  /** Absent where the geometry is not known. */
  readonly fit?: RowFit;
  readonly loss?: QuantisationLoss;
  readonly model?: CatalogueModel;
  readonly file?: CatalogueFile;
  /** Where it can be downloaded from, as `parseModelAddress` reads it. */
  readonly source?: string;
  readonly local?: LocalModel;
  readonly download?: DownloadState;
  readonly chosen: boolean;
  readonly recommended: boolean;
}

/** What the page shows. */
export interface ModelList {
  readonly rows: readonly ModelRow[];
  readonly recommendation: Recommendation | undefined;
}

/** Tokens that a fit is told for where the context size is chosen by the memory. */
export const USUAL_CONTEXT = 8192;

/**
 * Every model file there is to show: the catalogue with what is here of it, then other files on this machine and other downloads.
 *
 * @param contextSize Tokens of context to tell the fit for, where a model has none of its own.
 */
export function modelList(snapshot: ModelsSnapshot, contextSize: number): ModelList {
  const { machine, models, downloads, kvCacheType } = snapshot;
  const recommendation = recommend(machine, { contextSize, kvCacheType });
  const localByName = new Map(models.map((local) => [modelFileName(local.path), local]));
  const taken = new Set<LocalModel | DownloadState>();
  const known = CATALOGUE.flatMap((model) =>
    model.files.map((file): ModelRow => {
      const source = addressText(file.address);
      const local = localByName.get(fileNameOf(file.address));
      const download = downloads.find((each) => each.source === source);
      for (const each of [local, download]) if (each) taken.add(each);
      const sizeBytes = local?.sizeBytes ?? file.sizeBytes;
      const fit = rowFit(snapshot, contextSize, {
        sizeBytes,
        geometry: local?.facts?.geometry ?? model.geometry,
        contextLength: model.contextLength,
        overrides: local?.overrides ?? {},
      });
      return {
        id: source,
        name: model.name,
        quantisation: file.quantisation,
        sizeBytes,
        isEstimated: !local && file.sizeIs === 'estimated',
        fit,
        loss: lossAt(bitsPerWeight(file.sizeBytes, model.parameters)),
        model,
        file,
        source,
        ...(local && { local }),
        ...(download && { download }),
        chosen: local?.path === snapshot.chosen,
        recommended: file === recommendation?.file,
      };
    }),
  );
  const here = models
    .filter((local) => !taken.has(local))
    .map((local) => localRow(snapshot, contextSize, local));
  const coming = downloads
    .filter((download) => !taken.has(download))
    .map((download): ModelRow => ({
      id: download.source,
      name: download.name.replace(/\.gguf$/i, ''),
      quantisation: '',
      sizeBytes: download.totalBytes,
      isEstimated: false,
      source: download.source,
      download,
      chosen: false,
      recommended: false,
    }));
  return { rows: [...known, ...coming, ...here], recommendation };
}

/** How a model on this machine fits with overrides, such as those being edited. */
export function fitWith(
  snapshot: ModelsSnapshot,
  contextSize: number,
  row: ModelRow,
  overrides: ModelOverrides,
): RowFit | undefined {
  const geometry = row.local?.facts?.geometry ?? row.model?.geometry;
  if (!geometry) return undefined;
  const { contextLength = Number.POSITIVE_INFINITY } = row.local?.facts ?? row.model ?? {};
  const { sizeBytes } = row;
  return rowFit(snapshot, contextSize, { sizeBytes, geometry, contextLength, overrides });
}

function localRow(snapshot: ModelsSnapshot, contextSize: number, local: LocalModel): ModelRow {
  const { path, name, origin, sizeBytes, facts, overrides } = local;
  const { geometry, contextLength = Number.POSITIVE_INFINITY } = facts ?? {};
  const plain = name.replace(/\.gguf$/i, '');
  return {
    id: `file:${path}`,
    name: origin === 'demo' ? 'Demo model' : plain,
    quantisation: '',
    sizeBytes,
    isEstimated: false,
    ...(geometry && {
      fit: rowFit(snapshot, contextSize, { sizeBytes, geometry, contextLength, overrides }),
    }),
    local,
    chosen: path === snapshot.chosen,
    recommended: false,
  };
}

interface ToFit {
  readonly sizeBytes: number;
  readonly geometry: ModelGeometry;
  readonly contextLength: number;
  readonly overrides: ModelOverrides;
}

function rowFit(
  { machine, kvCacheType }: ModelsSnapshot,
  wanted: number,
  { sizeBytes, geometry, contextLength, overrides }: ToFit,
): RowFit {
  const contextSize = Math.min(contextLength, overrides.contextSize ?? wanted);
  const { gpuLayers } = overrides;
  const fit = fitModel(
    {
      fileSizeBytes: sizeBytes,
      geometry,
      contextSize,
      kvCacheType: overrides.kvCacheType ?? kvCacheType,
      ...(gpuLayers !== undefined && { gpuLayers }),
    },
    machine,
  );
  return { fit, bars: memoryBars(fit, machine), contextSize };
}
