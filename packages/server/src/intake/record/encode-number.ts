import { callerLimits } from '@homepot/catalogue';
import type { CreateColumnEncoder } from './column-encoder.ts';
import { fault } from './fault.ts';
import { parseHundredths } from './parse-decimal.ts';

const integerMin = -2_147_483_648;
const integerMax = 2_147_483_647;

function rangeText(minimum: number, maximum: number): string {
  if (Number.isFinite(maximum)) return ` from ${minimum} to ${maximum}`;
  return Number.isFinite(minimum) ? ` of at least ${minimum}` : '';
}

/** A whole number of four bytes. */
export const encodeInteger: CreateColumnEncoder = (name, column) => {
  const minimum = column.minimum ?? integerMin;
  const maximum = column.maximum ?? integerMax;
  const message = `must be a whole number${rangeText(minimum, maximum)}`;
  return (writer, value) => {
    if (typeof value === 'number' && Number.isInteger(value)) {
      if (value >= minimum && value <= maximum) {
        writer.integer(value);
        return undefined;
      }
      const code = Number.isSafeInteger(value) ? 'number_out_of_range' : 'number_unsafe';
      return fault(code, name, message);
    }
    const infinite = value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY;
    return fault(infinite ? 'number_out_of_range' : 'type_wrong', name, message);
  };
};

/** A double of a size that numbers of others can be added to without end. */
export const encodeDouble: CreateColumnEncoder = (name, column) => {
  const minimum = column.minimum ?? -callerLimits.numberMagnitudeMax;
  const maximum = column.maximum ?? callerLimits.numberMagnitudeMax;
  const range = rangeText(minimum, maximum);
  return (writer, value) => {
    if (typeof value !== 'number') return fault('type_wrong', name, `must be a number${range}`);
    if (!(value >= minimum && value <= maximum)) {
      return fault('number_out_of_range', name, `must be a finite number${range}`);
    }
    // JSON.stringify writes one zero, so a row is the same by whichever form it came.
    writer.double(value + 0);
    return undefined;
  };
};

/** A decimal number of two places, as number or text. */
export const encodeNumeric: CreateColumnEncoder = (name, column) => {
  const [digits, decimals] = column.precision ?? [0, 0];
  if (decimals !== 2 || digits > 15)
    throw new Error(`${name}: only numeric(n <= 15, 2) is encoded`);
  const bound = 10 ** digits - 1;
  const minimum = Math.max((column.minimum ?? -Infinity) * 100, -bound);
  const maximum = Math.min((column.maximum ?? Infinity) * 100, bound);
  const message = `must be a decimal number from ${minimum / 100} to ${maximum / 100}`;
  return (writer, value) => {
    if (typeof value !== 'number' && typeof value !== 'string') {
      return fault('type_wrong', name, `${message}, as number or text`);
    }
    const hundredths = parseHundredths(value);
    if (hundredths === undefined && typeof value === 'string') {
      return fault('type_wrong', name, `${message}, as number or text`);
    }
    if (hundredths === undefined || !(hundredths >= minimum && hundredths <= maximum)) {
      return fault('number_out_of_range', name, message);
    }
    writer.hundredths(hundredths);
    return undefined;
  };
};
