import { parseServerAddress, type ServerAddress } from '../../core/server/serverAddress.js';
import type { ChosenModel } from '../engine/modelChoice.js';

/** What the settings say of a server; undefined where models run here. */
export interface ServerChoice {
  /** What the user wrote. */
  readonly text: string;
  /** Absent where {@link text} is no address. */
  readonly address?: ServerAddress;
  /** Empty: the only one that the server has. */
  readonly model: string;
}

/** The settings that say where a model runs. */
interface ServerSettings {
  get(name: 'server.url' | 'server.model'): string;
}

/** The server that the user set. */
export function serverChoice(settings: ServerSettings): ServerChoice | undefined {
  const text = settings.get('server.url').trim();
  if (text === '') return undefined;
  const address = parseServerAddress(text);
  return { text, ...(address && { address }), model: settings.get('server.model').trim() };
}

/** A server's model, as the chosen one. Its path names no file, and differs for each server and model. */
export function servedModel({ text, address, model }: ServerChoice): ChosenModel {
  const host = address?.host ?? text;
  return {
    path: `server:${address?.url ?? text}#${model}`,
    name: model === '' ? host : model,
    demo: false,
    server: { host, isLocal: address?.isLocal ?? false },
  };
}
