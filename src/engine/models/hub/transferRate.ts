/** Milliseconds that a rate is taken over. */
const WINDOW_MS = 5000;

/** Bytes a second over the last seconds. */
export class TransferRate {
  private samples: { readonly at: number; readonly bytes: number }[] = [];

  /** Takes the number of bytes there are at a time, in milliseconds. */
  sample(at: number, bytes: number): void {
    this.samples.push({ at, bytes });
    while (this.samples.length > 2 && at - (this.samples[1]?.at ?? at) > WINDOW_MS)
      this.samples.shift();
  }

  get bytesPerSecond(): number {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (!first || !last || last.at <= first.at) return 0;
    return Math.max(0, ((last.bytes - first.bytes) * 1000) / (last.at - first.at));
  }
}
