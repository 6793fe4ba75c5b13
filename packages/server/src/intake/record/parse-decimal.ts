/**
 * The hundredths of a decimal number given as number or text, rounded half away from zero as
 * PostgreSQL does; undefined when it is no plain decimal number.
 */
export function parseHundredths(value: number | string): number | undefined {
  if (typeof value === 'number') {
    const rounded = Math.round(value * 100);
    // Only when the two places say all of it; 1.005 * 100 is 100.49999999999999.
    if (rounded / 100 === value) return rounded;
  }
  const match = /^([+-]?)(\d{1,15})(?:\.(\d*))?$/.exec(String(value));
  if (match === null) return typeof value === 'number' ? roundTiny(value) : undefined;
  const [, sign, whole, fraction = ''] = match;
  const places = fraction.padEnd(3, '0');
  const hundredths =
    Number(whole) * 100 + Number(places.slice(0, 2)) + (Number(places[2]) >= 5 ? 1 : 0);
  return sign === '-' ? -hundredths : hundredths;
}

/** A number that JavaScript writes with an exponent: below 1e-6 it is 0 here, else it is too big. */
function roundTiny(value: number): number | undefined {
  return Math.abs(value) < 1 ? 0 : undefined;
}
