import { afterEach, describe, expect, it, vi } from 'vitest';
import { processTerminal } from '../../../src/cli/terminal.js';

describe('the terminal', () => {
  const streams = [process.stdout, process.stderr];
  const were = streams.map((stream) => Object.getOwnPropertyDescriptor(stream, 'isTTY'));
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    for (const [index, stream] of streams.entries()) {
      const was = were[index];
      if (was) Object.defineProperty(stream, 'isTTY', was);
      else Reflect.deleteProperty(stream, 'isTTY');
    }
  });

  const written = (stream: NodeJS.WriteStream, isTTY: boolean): string[] => {
    const texts: string[] = [];
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      texts.push(String(text));
      return true;
    });
    Object.defineProperty(stream, 'isTTY', { value: isTTY, configurable: true });
    return texts;
  };

  it('never lets a model drive it', () => {
    const err = written(process.stderr, true);
    const out = written(process.stdout, true);
    const terminal = processTerminal();
    terminal.thinking('a\u001b[31mb\u0007\u009bc\td\n');
    terminal.answer('\u001b]0;title\u0007e');
    expect(err.join('')).toBe('\u001b[2ma[31mbc\td\n\u001b[22m');
    expect(out.join('')).toBe(']0;titlee');
  });

  it('dims nothing and shows no progress where nobody watches', () => {
    const err = written(process.stderr, false);
    const terminal = processTerminal();
    terminal.progress('Loading', 0.5);
    terminal.thinking('thought');
    expect(err.join('')).toBe('thought');
  });

  it('dims nothing where colours are unwanted', () => {
    vi.stubEnv('NO_COLOR', '1');
    const err = written(process.stderr, true);
    processTerminal().thinking('thought');
    expect(err.join('')).toBe('thought');
  });
});
