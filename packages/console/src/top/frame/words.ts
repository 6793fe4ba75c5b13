/** `1234.5` -> `1,235`. */
export const wholeNumber = (value: number): string => Math.round(value).toLocaleString('en');

/** A rate: one decimal below ten, none above. */
export const rate = (value: number): string =>
  value < 10 ? (Math.round(value * 10) / 10).toString() : wholeNumber(value);

/** `1536` -> `1.5 KiB`. */
export function bytes(count: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(count) / 10));
  return `${rate(count / 1024 ** power)} ${units[power]}`;
}

/** Seconds as people say them: `42 s`, `12 min`, `3 h 05 min`, `2 d 4 h`. */
export function duration(seconds: number): string {
  const whole = Math.floor(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const blocks = '▁▂▃▄▅▆▇█';

/** Numbers as a row of blocks, the greatest the highest; a zero is the lowest. */
export function sparkline(values: readonly number[]): string {
  const most = Math.max(...values, 0);
  return values
    .map((value) => {
      const level = most === 0 ? 0 : Math.ceil((value / most) * (blocks.length - 1));
      return blocks[level] ?? '';
    })
    .join('');
}

/** A bar of so many characters, filled by `part` of 0 to 1. */
export function bar(part: number, characters: number): string {
  const full = Math.round(Math.min(1, Math.max(0, part)) * characters);
  return '█'.repeat(full) + '░'.repeat(characters - full);
}
