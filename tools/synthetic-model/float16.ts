const SMALLEST_NORMAL = 2 ** -14;
const SUBNORMAL_STEP = 2 ** -24;
const LARGEST = 65_504;

/**
 * Bits of the 16-bit float nearest to a number.
 *
 * @throws RangeError when it is not finite or too large for one.
 */
export function float16Bits(value: number): number {
  const size = Math.abs(value);
  if (!(size <= LARGEST)) throw new RangeError(`no 16-bit float: ${value}`);
  const sign = value < 0 ? 0x8000 : 0;
  if (size < SMALLEST_NORMAL) return sign | Math.round(size / SUBNORMAL_STEP);
  const exponent = Math.floor(Math.log2(size));
  // A mantissa rounded up to 1024 carries into the exponent, which is the next float.
  return sign | (((exponent + 15) << 10) + Math.round((size / 2 ** exponent - 1) * 1024));
}
