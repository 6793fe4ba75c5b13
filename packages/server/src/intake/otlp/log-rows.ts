import type { Json } from '@homepot/catalogue';
import type { Attributes } from './attributes.ts';
import { jsonOf, readAttributes, textAttribute } from './attributes.ts';
import { errorRow } from './error-row.ts';
import type { Fields } from './fields.ts';
import { idOf, instantOf, nanosOf, objectOf, objectsOf, textOf } from './fields.ts';
import type { OtlpRows } from './otlp-rows.ts';
import { createRowList } from './row-list.ts';

/** The first severity number that means an error, and the first that means that it is fatal. */
const errorSeverity = 17;
const fatalSeverity = 21;

/** Loggers that know no numbers write words. */
const wordSeverities: ReadonlyMap<string, number> = new Map([
  ['ERROR', errorSeverity],
  ['ERR', errorSeverity],
  ['FATAL', fatalSeverity],
  ['CRITICAL', fatalSeverity],
  ['EMERGENCY', fatalSeverity],
]);

function severityOf(record: Fields): number {
  const number = Number(record.severityNumber ?? 0);
  if (number > 0) return number;
  return wordSeverities.get((textOf(record.severityText) ?? '').toUpperCase()) ?? 0;
}

function inWords(body: Json): string | undefined {
  if (body === null) return undefined;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return text === '' ? undefined : text;
}

function logRow(
  record: Fields,
  around: { readonly resource: Attributes; readonly scope: string | undefined },
  path: string,
): Fields {
  const nanos = nanosOf(record.timeUnixNano) ?? nanosOf(record.observedTimeUnixNano);
  return errorRow({
    timestamp: instantOf(nanos),
    severity: severityOf(record) >= fatalSeverity ? 'critical' : 'error',
    message: inWords(jsonOf(record.body, `${path}.body`)) ?? textOf(record.eventName),
    traceId: idOf(record.traceId),
    spanId: idOf(record.spanId),
    service: textAttribute(around.resource, 'service.name'),
    scope: around.scope,
    attributes: readAttributes(record, path),
    around: around.resource,
  });
}

/**
 * The rows that log records become: those of level error and above are errors, the others are left
 * out, and counted as such. Throws otlp_invalid or too_deep with the path.
 */
export function logRows(request: Fields): OtlpRows {
  const list = createRowList();
  let item = 0;
  for (const [r, of] of objectsOf(request.resourceLogs, 'resourceLogs').entries()) {
    const path = `resourceLogs[${r}]`;
    const resource = readAttributes(objectOf(of.resource, `${path}.resource`), `${path}.resource`);
    for (const [s, group] of objectsOf(of.scopeLogs, `${path}.scopeLogs`).entries()) {
      const scope = textOf(objectOf(group.scope, `${path}.scopeLogs[${s}].scope`).name);
      const records = `${path}.scopeLogs[${s}].logRecords`;
      for (const [i, record] of objectsOf(group.logRecords, records).entries()) {
        if (severityOf(record) >= errorSeverity) {
          const row = logRow(record, { resource, scope }, `${records}[${i}]`);
          list.add({ table: 'error_logs', item, row });
        }
        item += 1;
      }
    }
  }
  const { rows } = list;
  return { items: item, rows, filtered: new Map([['error_logs', item - rows.length]]) };
}
