/** A whole number with thousands separators. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** A number of tokens in words. */
export function tokens(value: number): string {
  return `${count(value)} ${Math.round(value) === 1 ? 'token' : 'tokens'}`;
}

/** A duration as people say it: `0.4 s`, `12 s`, `3 min 5 s`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 0.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const rest = whole % 60;
  const minutes = `${count((whole - rest) / 60)} min`;
  return rest === 0 ? minutes : `${minutes} ${rest} s`;
}

/** Tokens a second, one decimal below ten; empty while it cannot be told. */
export function speed(tokenCount: number, ms: number): string {
  if (tokenCount < 2 || ms < 200) return '';
  const perSecond = ((tokenCount - 1) * 1000) / ms;
  return `${perSecond < 10 ? perSecond.toFixed(1) : count(perSecond)} tok/s`;
}

/** A share from 0 to 1 as a percentage. */
export function percent(fraction: number): string {
  return `${Math.round(Math.min(1, Math.max(0, fraction)) * 100)} %`;
}

/** The parts that say something, with middle dots between. */
export function dotted(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}
