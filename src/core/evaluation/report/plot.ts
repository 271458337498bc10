import { escapeHtml } from './escape.js';

/** A point of a curve, with what it is uncertain by. */
export interface PlotPoint {
  /** Words below the axis. */
  readonly label: string;
  /** 0 to 1. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const WIDTH = 640;
const HEIGHT = 280;
const LEFT = 48;
const RIGHT = 16;
const TOP = 16;
const BOTTOM = 44;
const INNER_WIDTH = WIDTH - LEFT - RIGHT;
const INNER_HEIGHT = HEIGHT - TOP - BOTTOM;

/** A curve of shares at evenly spaced places, with bars of their intervals, as SVG. */
export function sharePlot(title: string, axis: string, points: readonly PlotPoint[]): string {
  const x = (index: number): number =>
    LEFT + (points.length === 1 ? INNER_WIDTH / 2 : (index * INNER_WIDTH) / (points.length - 1));
  const y = (share: number): number => TOP + (1 - share) * INNER_HEIGHT;
  const path = points
    .map(({ value }, index) => `${index === 0 ? 'M' : 'L'}${fixed(x(index))} ${fixed(y(value))}`)
    .join('');
  const every = Math.ceil(points.length / 12);
  const marks = points.map(({ label, value, low, high }, index) => {
    const at = fixed(x(index));
    const words = `${label}: ${percent(value)} (${percent(low)} to ${percent(high)})`;
    return (
      `<g><title>${escapeHtml(words)}</title>` +
      `<line class="bar" x1="${at}" x2="${at}" y1="${fixed(y(low))}" y2="${fixed(y(high))}"/>` +
      `<circle cx="${at}" cy="${fixed(y(value))}" r="4"/></g>` +
      (index % every === 0 ? text(x(index), HEIGHT - BOTTOM + 18, label, 'middle') : '')
    );
  });
  return figure(title, axis, [percentAxis(), `<path class="curve" d="${path}"/>`, ...marks]);
}

/** How often values fall into ranges of equal width, right and wrong ones apart, as SVG. */
export function histogram(
  title: string,
  axis: string,
  values: readonly { readonly value: number; readonly isRight: boolean }[],
): string {
  const most = Math.max(1, ...values.map(({ value }) => value));
  const step = niceStep(most / 16);
  const bins = Array.from({ length: Math.floor(most / step) + 1 }, () => ({ right: 0, wrong: 0 }));
  for (const { value, isRight } of values) {
    const bin = bins[Math.floor(value / step)];
    if (bin) bin[isRight ? 'right' : 'wrong']++;
  }
  const tallest = Math.max(1, ...bins.map(({ right, wrong }) => right + wrong));
  const width = INNER_WIDTH / bins.length;
  const every = Math.ceil(bins.length / 8);
  const bars = bins.map(({ right, wrong }, index) => {
    const left = LEFT + index * width;
    const heightOf = (count: number): number => (count * INNER_HEIGHT) / tallest;
    const bar = (kind: string, count: number, below: number): string =>
      count === 0
        ? ''
        : `<rect class="${kind}" x="${fixed(left + 1)}" width="${fixed(Math.max(1, width - 2))}" y="${fixed(TOP + INNER_HEIGHT - heightOf(below + count))}" height="${fixed(heightOf(count))}"/>`;
    const words = `${index * step} to ${(index + 1) * step - 1}: ${right} right, ${wrong} wrong`;
    return (
      `<g><title>${escapeHtml(words)}</title>${bar('right', right, 0)}${bar('wrong', wrong, right)}</g>` +
      (index % every === 0 ? text(left, HEIGHT - BOTTOM + 18, String(index * step), 'middle') : '')
    );
  });
  const counts = [0, tallest].map((count) =>
    text(LEFT - 8, TOP + INNER_HEIGHT - (count * INNER_HEIGHT) / tallest + 4, String(count), 'end'),
  );
  const legend = ['right', 'wrong'].map((kind) => `<span class="${kind}">${kind}</span>`).join('');
  return figure(title, axis, [...counts, ...bars], legend);
}

function figure(
  title: string,
  axis: string,
  content: readonly string[],
  /** HTML behind the title. */
  legend = '',
): string {
  const name = escapeHtml(title);
  return (
    `<figure><figcaption>${name}${legend}</figcaption>` +
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${name}">` +
    `<path class="axis" d="M${LEFT} ${TOP}V${TOP + INNER_HEIGHT}H${WIDTH - RIGHT}"/>` +
    content.join('') +
    text(LEFT + INNER_WIDTH / 2, HEIGHT - 6, axis, 'middle') +
    '</svg></figure>'
  );
}

function percentAxis(): string {
  return [0, 0.25, 0.5, 0.75, 1]
    .map((share) => {
      const y = TOP + (1 - share) * INNER_HEIGHT;
      return (
        `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}"/>` +
        text(LEFT - 8, y + 4, `${share * 100} %`, 'end')
      );
    })
    .join('');
}

function text(x: number, y: number, words: string, anchor: 'middle' | 'end'): string {
  return `<text x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}">${escapeHtml(words)}</text>`;
}

function niceStep(least: number): number {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(least)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least) ?? power * 10;
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A share in percent, with one decimal. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
