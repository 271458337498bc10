import type { EngineState } from '../../core/engine.js';
import { freeMemory } from '../../engine/models/freeMemory.js';
import { readGgufSummary } from '../../engine/models/ggufHeader.js';
import { machineMemory } from '../../engine/models/thisMachine.js';
import { MemoryWatch, type MemoryWatchOptions } from './memoryWatch.js';

/** A {@link MemoryWatch} on the memory of this machine. */
export function watchMemory(
  options: Pick<MemoryWatchOptions, 'clock' | 'onShort' | 'onError'>,
): MemoryWatch {
  const sources = { freeMemory, machine: machineMemory, readHeader: readGgufSummary };
  return new MemoryWatch({ ...options, ...sources });
}

/** Has the memory watched as long as an engine has a model loaded, until the returned function is called. */
export function followEngine(
  memory: MemoryWatch,
  engine: { onStateChange(listener: (state: EngineState) => void): () => void },
): () => void {
  const stopListening = engine.onStateChange((state) => {
    memory.follow(state);
  });
  return () => {
    stopListening();
    memory.stop();
  };
}
