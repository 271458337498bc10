import { Presets, SingleBar } from 'cli-progress';
import { bytes, duration } from '../core/text/quantity.js';
import type { DownloadProgress } from '../engine/models/hub/download.js';
import type { Terminal } from './terminal.js';

/** Shows a download on the terminal. */
export interface DownloadBar {
  readonly update: (progress: DownloadProgress) => void;
  stop(): void;
}

/** A bar where a person watches; a line for each tenth elsewhere. */
export function downloadBar(terminal: Terminal): DownloadBar {
  return process.stderr.isTTY ? liveBar() : lines(terminal);
}

function liveBar(): DownloadBar {
  const bar = new SingleBar(
    {
      stream: process.stderr,
      format: '{phase} {bar} {percentage} % | {received} of {size} | {rate} | {left}',
      hideCursor: true,
      etaBuffer: 100,
    },
    Presets.rect,
  );
  let started = false;
  return {
    update(progress) {
      const { phase, receivedBytes, totalBytes, bytesPerSecond, secondsLeft } = progress;
      const payload = {
        phase: phase === 'downloading' ? 'Downloading' : 'Verifying  ',
        received: bytes(receivedBytes),
        size: bytes(totalBytes),
        rate: `${bytes(bytesPerSecond)}/s`,
        left: secondsLeft === undefined ? '' : `${duration(secondsLeft)} left`,
      };
      if (!started) bar.start(totalBytes, receivedBytes, payload);
      started = true;
      bar.update(receivedBytes, payload);
    },
    stop() {
      if (started) bar.stop();
      started = false;
    },
  };
}

function lines(terminal: Terminal): DownloadBar {
  let tenth = -1;
  return {
    update({ phase, receivedBytes, totalBytes }) {
      const now = Math.floor((receivedBytes * 10) / totalBytes);
      if (phase !== 'downloading' || now <= tenth) return;
      tenth = now;
      terminal.note(`${now * 10} % of ${bytes(totalBytes)}`);
    },
    stop: () => undefined,
  };
}
