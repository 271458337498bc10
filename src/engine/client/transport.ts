import type { EngineEvent, EngineRequest } from '../../protocol/engine.js';

/** A worker and the way to it: a thread, a process, or whatever else speaks the engine wire. */
export interface EngineTransport {
  /** Sends a request; does nothing once the worker is gone. */
  post(request: EngineRequest): void;
  /** Sets who takes the worker's events. */
  onMessage(listener: (event: EngineEvent) => void): void;
  /** Sets who is told, once, that the worker is gone, and why in technical words. */
  onExit(listener: (reason: string) => void): void;
  /** Ends the worker without breaking into what it does; resolves when it is gone or left to end by itself. */
  close(): Promise<void>;
}

/** Makes a worker. */
export type SpawnTransport = () => EngineTransport;
