/** Digits of a number that people read; the other forms have them all. */
const digits = 5;

const round = (value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(digits)) : value;

/** Fields with their broken numbers cut to what people read. */
export const roundNumbers = (
  fields: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, round(value)]));
