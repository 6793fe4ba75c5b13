import { Type } from 'typebox';
import { exportTables, exportTreatments } from '../../export-treatment.ts';
import { callerLimits as limits } from '../../limits.ts';
import { provenances } from '../../table.ts';
import { exportStatuses, pseudonymModes } from '../../tables/exports.ts';
import { instantSchema, textOrNull, withoutNul } from '../schema/plain-schemas.ts';

/** How the files of an export are written. */
export const exportFormats = ['parquet', 'csv', 'ndjson'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What instants of rows about people are cut down to. */
export const timePrecisions = ['exact', 'second', 'minute', 'hour'] as const;
export type TimePrecision = (typeof timePrecisions)[number];

/** By what rows are told apart into the parts of a split. */
export const splitKinds = ['time', 'device', 'site'] as const;

const tableName = Type.Enum(exportTables.map(({ name }) => name) as [string, ...string[]]);
const columnName = Type.String({ maxLength: 63, pattern: withoutNul });
const names = (charactersMax: number, description: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: charactersMax, pattern: withoutNul }), {
    minItems: 1,
    maxItems: limits.exportDevicesMax,
    uniqueItems: true,
    description,
  });
const ofTables = (description: string) =>
  Type.Record(Type.String({ maxLength: 63 }), Type.Array(columnName, { maxItems: 100 }), {
    description,
  });
const share = Type.Number({ minimum: 0, maximum: 1 });

/** What is asked for. */
const fields = {
  tables: Type.Optional(
    Type.Array(tableName, {
      maxItems: limits.exportTablesMax,
      uniqueItems: true,
      description: 'The tables whose rows are written. None: `features` alone.',
    }),
  ),
  from: Type.Optional(
    instantSchema('The first instant. Needed unless `since` is given, whose it is then.'),
  ),
  to: Type.Optional(instantSchema('The instant after the last; now unless given.')),
  sites: Type.Optional(names(limits.siteIdCharactersMax, 'Only devices that stand there now.')),
  devices: Type.Optional(names(limits.deviceIdCharactersMax, 'Only these devices.')),
  columns: Type.Optional(ofTables('The columns that are written, by table; all unless given.')),
  treatments: Type.Optional(
    Type.Record(
      Type.String({ maxLength: 63 }),
      Type.Record(columnName, Type.Enum(exportTreatments)),
      {
        description:
          'What is made of a column, by table, where it is not what is usual, e.g. `{"error_logs": {"error_message": "drop"}}`. Only what `GET /api/v1/exports/columns` lists.',
      },
    ),
  ),
  format: Type.Optional(Type.Enum(exportFormats, { default: 'parquet' })),
  provenance: Type.Optional(
    Type.Array(Type.Enum(provenances), {
      minItems: 1,
      uniqueItems: true,
      description: 'Rows of these origins; real and controlled unless given.',
    }),
  ),
  pseudonyms: Type.Optional(
    Type.Enum(pseudonymModes, {
      default: 'fresh',
      description:
        '`fresh`: with a key that is thrown away, so that no other data set can be joined on a person. `stable`: the same in every export that asks for it.',
    }),
  ),
  time_precision: Type.Optional(
    Type.Enum(timePrecisions, {
      description:
        'To what instants in tables about people are cut down: the minute where pseudonyms are fresh, else not at all.',
    }),
  ),
  quasi_identifiers: Type.Optional(
    ofTables(
      'Columns by which somebody might be known again, by table, in place of the usual ones. An empty list: none.',
    ),
  ),
  k: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: limits.exportAlikePeopleMax,
      default: 5,
      description:
        'How many people at least must share the values of the quasi-identifiers of a row, or it is left out.',
    }),
  ),
  split: Type.Optional(
    Type.Object(
      {
        by: Type.Enum(splitKinds, {
          description:
            '`time`: whole days (UTC), the earliest for training. `device`, `site`: all rows of one on one side, the same side in every export with this seed.',
        }),
        train: Type.Optional(share),
        validation: Type.Optional(share),
        test: Type.Optional(share),
        seed: Type.Optional(Type.String({ maxLength: 100, pattern: withoutNul, default: '' })),
      },
      { additionalProperties: false, description: 'Shares are 0.7, 0.15 and 0.15 unless given.' },
    ),
  ),
  features: Type.Optional(
    Type.Boolean({
      default: false,
      description:
        'Whether a row of features and labels is made for each device and hour, of what was known when the hour ended.',
    }),
  ),
  since: Type.Optional(
    Type.String({
      maxLength: 40,
      pattern: withoutNul,
      description:
        'An earlier, completed export with stable pseudonyms: only rows that arrived after it.',
    }),
  ),
};

/** What a new export is asked for with. */
export const exportRequest = Type.Object(fields, { additionalProperties: false });

/** An export as the API shows it. */
export const exportSchema = Type.Object({
  export_id: Type.String(),
  status: Type.Enum(exportStatuses),
  request: Type.Object(fields, {
    description: 'What was asked for, with everything that was left out filled in.',
  }),
  pseudonyms: Type.Enum(pseudonymModes),
  since: textOrNull,
  complete_until: Type.String({ description: 'Rows that arrived later are not in it.' }),
  created_by: textOrNull,
  created_at: Type.String(),
  started_at: textOrNull,
  finished_at: textOrNull,
  expires_at: Type.Union([Type.String(), Type.Null()], {
    description: 'When the files are removed.',
  }),
  stored_at: textOrNull,
  rows: Type.Integer(),
  bytes: Type.Integer(),
  suppressed_rows: Type.Integer({
    description: 'Rows that were left out because too few people were like them.',
  }),
  steps: Type.Integer(),
  steps_done: Type.Integer(),
  error_code: textOrNull,
  error_message: textOrNull,
});
