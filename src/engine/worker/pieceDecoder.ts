import { TextDecoder } from 'node:util';

/** What the decoder needs of a vocabulary. */
export interface TokenBytes {
  /** UTF-8 bytes of a token, which may end or begin amid a character. */
  bytesOf(token: number): Uint8Array;
}

/** Turns tokens into text one by one, and holds back a character until all its bytes are there. */
export class PieceDecoder {
  private readonly vocabulary: TokenBytes;
  private decoder = utf8();

  constructor(vocabulary: TokenBytes) {
    this.vocabulary = vocabulary;
  }

  /** The text that this token completes; often its own, sometimes none. */
  push(token: number): string {
    return this.decoder.decode(this.vocabulary.bytesOf(token), { stream: true });
  }

  /** Ends the text: an incomplete character comes out as U+FFFD. */
  flush(): string {
    return this.decoder.decode();
  }

  /** Forgets an incomplete character. */
  reset(): void {
    this.decoder = utf8();
  }
}

function utf8(): TextDecoder {
  return new TextDecoder('utf-8', { ignoreBOM: true });
}
