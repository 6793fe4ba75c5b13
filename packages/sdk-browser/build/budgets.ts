/** What the scripts are made of and how large they may be, in bytes after gzip. */
export const scripts = [
  { name: 'homepot-core.mjs', entry: 'core.ts', format: 'es', gzipBytesMax: 3_072 },
  { name: 'homepot.mjs', entry: 'homepot.ts', format: 'es', gzipBytesMax: 5_120 },
  { name: 'homepot.js', entry: 'script-tag.ts', format: 'iife', gzipBytesMax: 5_120 },
] as const;
