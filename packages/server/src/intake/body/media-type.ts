import { HomepotError } from '../../kernel/index.ts';
import type { BodyFormat } from './decode-body.ts';

const formats = new Map<string, BodyFormat>([
  ['application/json', 'json'],
  ['application/x-ndjson', 'ndjson'],
  ['application/ndjson', 'ndjson'],
  ['application/jsonl', 'ndjson'],
]);

/** The format that a Content-Type names. Throws media_type_unsupported. */
export function readFormat(contentType: string | undefined): BodyFormat {
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';');
  const format = formats.get(type.trim());
  if (format === undefined) throw new HomepotError('media_type_unsupported');
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=');
    const isForeign = name.trim() === 'charset' && !/^\s*"?utf-?8"?\s*$/.test(value);
    if (isForeign) {
      throw new HomepotError('media_type_unsupported', { message: 'The charset is not UTF-8' });
    }
  }
  return format;
}
