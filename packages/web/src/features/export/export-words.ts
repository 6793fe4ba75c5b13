import type { ExportFormat, PseudonymMode } from '@homepot/catalogue';
import type { Tone } from '../../components/tag.tsx';
import type { SplitKind } from './export-draft.ts';

export const formatWords: Readonly<Record<ExportFormat, string>> = {
  parquet: 'Parquet',
  csv: 'CSV',
  ndjson: 'NDJSON',
};

export const pseudonymWords: Readonly<Record<PseudonymMode, string>> = {
  fresh: 'fresh: joins with no other data set',
  stable: 'stable: the same in every such export',
};

export const splitWords: Readonly<Record<'' | SplitKind, string>> = {
  '': 'no split',
  time: 'by time, whole days',
  device: 'by device',
  site: 'by site',
};

/** How an export fares, as a colour beside its word. */
export const toneOfExport = (status: string): Tone =>
  status === 'completed'
    ? 'ok'
    : status === 'failed'
      ? 'bad'
      : status === 'cancelled' || status === 'removed' || status === 'expired'
        ? 'off'
        : 'warn';
