import type { listFormats } from '@homepot/catalogue';

export type Format = (typeof listFormats)[number];

const mediaTypes: ReadonlyMap<string, Format> = new Map([
  ['application/json', 'json'],
  ['application/*', 'json'],
  ['*/*', 'json'],
  ['text/csv', 'csv'],
  ['application/x-ndjson', 'ndjson'],
  ['application/ndjson', 'ndjson'],
]);

/** The media types of an Accept header, the most wanted first. */
function readAccept(accept: string): readonly string[] {
  return accept
    .split(',')
    .map((part) => {
      const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
      const quality = parameters.find((text) => text.startsWith('q='))?.slice(2);
      return { type, quality: Number(quality ?? 1) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ type }) => type);
}

/**
 * The format of a list: what the parameter `format` says, or else the first known type of the
 * header; JSON where there is none.
 */
export function chooseFormat(asked: Format | undefined, accept: string | undefined): Format {
  if (asked !== undefined) return asked;
  const wanted = readAccept(accept ?? '*/*').find((type) => mediaTypes.has(type));
  return mediaTypes.get(wanted ?? 'application/json') ?? 'json';
}
