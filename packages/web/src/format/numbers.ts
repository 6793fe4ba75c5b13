const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

/** Three digits that count: `18,204`, `41.3`, `0.52`; an absent number is a dash. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) return whole.format(value);
  return new Intl.NumberFormat('en-GB', { maximumFractionDigits: size >= 10 ? 1 : 2 }).format(
    value,
  );
}

/** A number with its unit, a narrow space between: `41 ms`, `97 %`. */
export const formatWithUnit = (value: number | null | undefined, unit: string): string =>
  value === null || value === undefined
    ? '–'
    : `${formatNumber(value)}${unit === '' ? '' : ` ${unit}`}`;

const sizes = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** Bytes in the unit that fits: `1.5 MiB`. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return '–';
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), sizes.length - 1);
  return `${formatNumber(bytes / 1_024 ** step)} ${sizes[step]}`;
}

/** `1 device`, `2 devices`. */
export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${formatNumber(count)} ${count === 1 ? one : many}`;
