import { LemmaError } from '../errors.js';

/** Reads untrusted JSON; whatever is not as asked is a {@link LemmaError} `storageFailed` that names the place. */
export class JsonReader {
  private readonly value: unknown;
  private readonly path: string;

  constructor(value: unknown, path = '$') {
    this.value = value;
    this.path = path;
  }

  /** The error that says what is wrong here. */
  fail(expected: string): LemmaError {
    return new LemmaError('storageFailed', { path: this.path, expected });
  }

  /** The field of an object; fields that objects inherit do not count. */
  field(name: string): JsonReader {
    const { value } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.fail('object');
    }
    const own = Object.getOwnPropertyDescriptor(value, name);
    return new JsonReader(own?.value, `${this.path}.${name}`);
  }

  /** The elements of an array. */
  items(): JsonReader[] {
    if (!Array.isArray(this.value)) throw this.fail('array');
    const items: readonly unknown[] = this.value;
    return Array.from(items, (item, index) => new JsonReader(item, `${this.path}[${index}]`));
  }

  string(): string {
    if (typeof this.value !== 'string') throw this.fail('string');
    return this.value;
  }

  /** Whether JSON says `null` here. */
  get isNull(): boolean {
    return this.value === null;
  }

  /** Whether JSON has an array here. */
  get isArray(): boolean {
    return Array.isArray(this.value);
  }

  boolean(): boolean {
    if (typeof this.value !== 'boolean') throw this.fail('boolean');
    return this.value;
  }

  /** An amount: a finite number from 0. */
  amount(): number {
    if (typeof this.value !== 'number' || !Number.isFinite(this.value) || this.value < 0) {
      throw this.fail('number from 0');
    }
    // JSON can say -0; nothing else tells it from 0.
    return this.value + 0;
  }

  /** A time: milliseconds since the epoch that a date can have. */
  time(): number {
    const value = this.amount();
    if (value > 8.64e15) throw this.fail('time');
    return value;
  }

  /** A whole number from 0. */
  count(): number {
    const value = this.amount();
    if (!Number.isSafeInteger(value)) throw this.fail('whole number');
    return value;
  }

  /** One of the keys of `allowed`. */
  oneOf<K extends string>(allowed: Readonly<Record<K, true>>): K {
    const { value } = this;
    if (typeof value !== 'string' || !isKey(allowed, value)) {
      throw this.fail(Object.keys(allowed).join('|'));
    }
    return value;
  }

  /** What `read` makes of it, or `null` where it is that. */
  orNull<T>(read: (reader: JsonReader) => T): T | null {
    return this.value === null ? null : read(this);
  }

  /** What `read` makes of it, or nothing where there is nothing. */
  optional<T>(read: (reader: JsonReader) => T): T | undefined {
    return this.value === undefined ? undefined : read(this);
  }
}

function isKey<K extends string>(allowed: Readonly<Record<K, true>>, key: string): key is K {
  return Object.hasOwn(allowed, key);
}
