/** A size in decimal units, as hubs and disks state it. */
export function bytes(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(2)} GB`;
  return count >= 1e6 ? `${(count / 1e6).toFixed(1)} MB` : `${Math.round(count / 1e3)} kB`;
}

/** A time in seconds, in the unit that suits it. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 90) return `${whole} s`;
  return whole < 5400 ? `${Math.round(whole / 60)} min` : `${(whole / 3600).toFixed(1)} h`;
}

/** A rate with as many places as it deserves. */
export function rate(value: number): string {
  return value < 10 ? value.toFixed(1) : String(Math.round(value));
}
