/** A count as people write it: 5,000. */
export const countInWords = (count: number): string => count.toLocaleString('en');

/** A number of bytes as people write it: 64 KiB, 8 MiB. */
export function bytesInWords(bytes: number): string {
  if (bytes >= 1_048_576) return `${countInWords(bytes / 1_048_576)} MiB`;
  return bytes >= 1_024 ? `${countInWords(bytes / 1_024)} KiB` : `${countInWords(bytes)} bytes`;
}
