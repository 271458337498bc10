/** Platforms a VSIX is made for, in the names of `vsce package --target`. */
export const TARGETS = [
  'linux-x64',
  'linux-arm64',
  'darwin-arm64',
  'darwin-x64',
  'win32-x64',
  'win32-arm64',
] as const;

/** One platform a VSIX is made for. */
export type Target = (typeof TARGETS)[number];

/**
 * Packages of `@node-llama-cpp` that a target ships: CPU everywhere, Vulkan where it exists, Metal on Apple silicon.
 * CUDA is left out: its libraries take about 500 MB.
 */
export const BINARIES: Readonly<Record<Target, readonly string[]>> = {
  'linux-x64': ['linux-x64', 'linux-x64-vulkan'],
  'linux-arm64': ['linux-arm64'],
  'darwin-arm64': ['mac-arm64-metal'],
  'darwin-x64': ['mac-x64'],
  'win32-x64': ['win-x64', 'win-x64-vulkan'],
  'win32-arm64': ['win-arm64'],
};

/** The target of the machine this runs on. */
export function hostTarget(): Target {
  const host = `${process.platform}-${process.arch}`;
  const target = TARGETS.find((each) => each === host);
  if (target === undefined) throw new Error(`No VSIX is made for ${host}: ${TARGETS.join(', ')}`);
  return target;
}
