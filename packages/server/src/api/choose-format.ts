import { HomepotError } from '../kernel/index.ts';
import type { Parameters, StreamFormat } from '../query/index.ts';

export type Format = 'json' | StreamFormat;

const formats: ReadonlyMap<unknown, Format> = new Map([
  ['json', 'json'],
  ['csv', 'csv'],
  ['ndjson', 'ndjson'],
]);

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
 * header; JSON where there is none. Throws parameter_invalid.
 */
export function chooseFormat({ format }: Parameters, accept: string | undefined): Format {
  if (format !== undefined) {
    const chosen = formats.get(format);
    if (chosen !== undefined) return chosen;
    throw new HomepotError('parameter_invalid', {
      path: 'query.format',
      message: '`format` must be one of json, csv, ndjson',
    });
  }
  const wanted = readAccept(accept ?? '*/*').find((type) => mediaTypes.has(type));
  return mediaTypes.get(wanted ?? 'application/json') ?? 'json';
}
