import type { BodyOf, createExport, ExportFormat, PseudonymMode } from '@homepot/catalogue';
import { provenances } from '@homepot/catalogue';
import { wordsOf } from '../../format/words-of.ts';

export type ExportBody = BodyOf<typeof createExport>;

/** By what the rows of a data set are told apart. */
export type SplitKind = NonNullable<ExportBody['split']>['by'];

/** What somebody has chosen of a data set so far. */
export interface ExportDraft {
  readonly tables: readonly string[];
  readonly sites: string;
  readonly devices: string;
  readonly format: ExportFormat;
  readonly pseudonyms: PseudonymMode;
  readonly k: string;
  readonly split: '' | SplitKind;
  readonly hasFeatures: boolean;
  readonly hasSimulated: boolean;
}

/** Nothing chosen yet. */
export const emptyExportDraft: ExportDraft = {
  tables: ['device_metrics'],
  sites: '',
  devices: '',
  format: 'parquet',
  pseudonyms: 'fresh',
  k: '5',
  split: '',
  hasFeatures: false,
  hasSimulated: false,
};

/** The body of a request for it, over a range in milliseconds since 1970. */
export function bodyOfExport(draft: ExportDraft, fromMs: number, toMs: number): ExportBody {
  const sites = wordsOf(draft.sites);
  const devices = wordsOf(draft.devices);
  return {
    tables: [...draft.tables],
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    ...(sites.length === 0 ? {} : { sites }),
    ...(devices.length === 0 ? {} : { devices }),
    format: draft.format,
    pseudonyms: draft.pseudonyms,
    k: Number(draft.k),
    ...(draft.split === '' ? {} : { split: { by: draft.split } }),
    features: draft.hasFeatures,
    ...(draft.hasSimulated ? { provenance: [...provenances] } : {}),
  } as ExportBody;
}
