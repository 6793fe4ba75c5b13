import { HomepotError, limits } from '../../kernel/index.ts';
import type { QueryDeps, Reader } from '../run-read.ts';
import { runRead } from '../run-read.ts';
import { readDeviceSeries, readTransactionSeries } from './read-device-series.ts';
import { readRollupSeries } from './read-rollup-series.ts';
import { readServerSeries } from './read-server-series.ts';
import type { SeriesRequest, SeriesRow } from './series-row.ts';

async function read(reader: Reader, request: SeriesRequest): Promise<readonly SeriesRow[]> {
  const { source } = request.measure;
  switch (source.kind) {
    case 'rollup':
      return readRollupSeries(reader, source, request);
    case 'device_metric':
      return readDeviceSeries(reader, source, request);
    case 'closed_activity':
      return readTransactionSeries(reader, request);
    case 'server':
      return readServerSeries(reader, source, request);
    case 'device_state':
      throw new Error('a state has no series');
  }
}

/** Rules look every minute, and nobody waits for it: the processors are for the door, and memory is cheaper than disk. */
const besideTheDoor = { workersMax: 0, memoryMebibytes: limits.alertMemoryMebibytes };

/**
 * Reads the minutes of a measure in the order of time. What it costs grows with the span and the
 * subjects in it, not with what is stored. Throws rule_invalid where that is more than
 * `alertRowsMax` rows, query_too_long, and database_unavailable.
 */
export async function readSeries(
  deps: Pick<QueryDeps, 'database'>,
  request: SeriesRequest,
  signal?: AbortSignal,
): Promise<readonly SeriesRow[]> {
  if (request.fromMs >= request.toMs) return [];
  const rows = await runRead(deps, (reader) => read(reader, request), signal, besideTheDoor);
  if (rows.length <= limits.alertRowsMax) return rows;
  throw new HomepotError('rule_invalid', {
    path: 'group_by',
    message: `The rule has too many subjects: more than ${limits.alertRowsMax} rows to look at`,
  });
}
