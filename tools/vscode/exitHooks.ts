const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
const BROKEN_PIPE = 13;

const hooks = new Set<() => void>();
let installed = false;

function install(): void {
  installed = true;
  process.once('exit', () => {
    for (const hook of hooks) hook();
  });
  for (const [signal, number] of Object.entries(SIGNALS)) {
    process.once(signal, () => process.exit(128 + number));
  }
  // A reader that went away (`npm start | head`) must not leave servers behind.
  process.stdout.on('error', () => process.exit(128 + BROKEN_PIPE));
}

/**
 * Runs `hook` when this process ends, also by Ctrl+C, SIGTERM, a closed terminal or a closed stdout.
 * It must be synchronous and must not throw.
 */
export function atExit(hook: () => void): void {
  if (!installed) install();
  hooks.add(hook);
}

/** Takes back an {@link atExit}. */
export function removeAtExit(hook: () => void): void {
  hooks.delete(hook);
}
