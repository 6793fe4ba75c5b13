/** What a browser may have to load, in bytes after gzip. */
export const budgets = {
  /** The entry and everything that it imports before the first page can be drawn. */
  shellScriptBytesMax: 45 * 1_024,
  /** That, the first page, and what draws its first chart. */
  firstChartScriptBytesMax: 90 * 1_024,
  /** Any one chunk that is loaded when it is needed. */
  routeChunkBytesMax: 20 * 1_024,
  /** All styles of all pages. */
  stylesBytesMax: 15 * 1_024,
} as const;
