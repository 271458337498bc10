/** A key as VS Code names it on Linux and Windows, and on a Mac where it is another one there. */
interface Shortcut {
  readonly key: string;
  readonly mac?: string;
}

/** Keys of the commands that buttons of the view stand for, as the manifest sets them (a test compares them). */
export const SHORTCUTS = {
  answerNow: { key: 'alt+enter' },
  continue: { key: 'shift+alt+enter' },
  thinkLonger: { key: 'shift+alt+enter' },
  retry: { key: 'ctrl+alt+enter', mac: 'cmd+alt+enter' },
  previousBranch: { key: 'alt+[', mac: 'cmd+alt+[' },
  nextBranch: { key: 'alt+]', mac: 'cmd+alt+]' },
  newChat: { key: 'ctrl+n', mac: 'cmd+n' },
  stop: { key: 'escape' },
} as const satisfies Readonly<Record<string, Shortcut>>;

/**
 * The name of a command's key, as it is shown: `Ctrl+Alt+Enter`.
 *
 * @param isMac Whether the keyboard is a Mac's.
 */
export function keyOf(command: keyof typeof SHORTCUTS, isMac = onMac()): string {
  const { key, mac }: Shortcut = SHORTCUTS[command];
  return keyName((isMac ? mac : undefined) ?? key);
}

/** A key as it is shown: `ctrl+enter` is `Ctrl+Enter`. */
export function keyName(key: string): string {
  return key
    .split('+')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('+');
}

function onMac(): boolean {
  return navigator.userAgent.includes('Macintosh');
}
