import { Type } from 'typebox';
import { countInWords } from '../../in-words.ts';
import { callerLimits as limits } from '../../limits.ts';
import { provenances } from '../../table.ts';
import type { Route } from '../route.ts';
import { readers } from '../route.ts';
import { textOrNull } from '../schema/plain-schemas.ts';

/** What can be wrong with data. The first eight make them fail; the others are worth a look. */
const findingKinds = [
  'too_few_rows',
  'short_span',
  'gap',
  'null',
  'impossible_value',
  'duplicate',
  'unknown_reference',
  'state_machine',
  'unusual_rate',
  'stale',
] as const;
export type FindingKind = (typeof findingKinds)[number];

const finding = Type.Object({
  kind: Type.Enum(findingKinds),
  what: Type.String({
    description: 'What exactly, as a word: the column, `out_of_order`, `broken_chain`, ...',
  }),
  table: Type.String(),
  severity: Type.Enum(['failure', 'warning']),
  count: Type.Integer({ description: 'How many rows or holes.' }),
  message: Type.String(),
  example: Type.Union([
    Type.Object({ device_id: textOrNull, timestamp: textOrNull, value: textOrNull }),
    Type.Null(),
  ]),
});

/** Whether the data are worth learning from. */
export const readDataQuality = {
  operation: 'readDataQuality',
  method: 'GET',
  path: '/api/v1/data-quality',
  resource: 'data-quality',
  summary: 'Judge the collected data: amount, gaps, nulls, impossible values, references, states',
  description: `The last \`min_days\` and one more are judged. Every row is counted and its values are judged. Where a table has more than ${countInWords(limits.rowsJudgedMax)} rows of devices, gaps, nulls, duplicates, counters and states are judged of some devices, the same each time; \`devices_judged\` says how many.`,
  callers: readers,
  query: Type.Object({
    min_days: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: limits.validatedDaysMax,
        default: 1,
        description: 'Days that the rows must span.',
      }),
    ),
    min_rows: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 1_000_000_000,
        default: 1_000,
        description: 'Rows that a table must have.',
      }),
    ),
    provenance: Type.Optional(
      Type.Array(Type.Enum(provenances), {
        description: 'Only rows of this origin; absent: of every origin but sample.',
      }),
    ),
    site_id: Type.Optional(
      Type.String({ maxLength: 50, description: 'Only devices of this site, and their tables.' }),
    ),
  }),
  response: Type.Object({
    passed: Type.Boolean({ description: 'Whether there is no failure among the findings.' }),
    score: Type.Integer({ minimum: 0, maximum: 100 }),
    from: Type.String(),
    to: Type.String(),
    min_days: Type.Integer(),
    min_rows: Type.Integer(),
    devices: Type.Integer({ description: 'Devices there are.' }),
    devices_judged: Type.Integer({ description: 'Devices whose rows were judged one by one.' }),
    covered_percent: Type.Union([Type.Number(), Type.Null()], {
      description: 'How much of the opening hours the health checks cover.',
    }),
    tables: Type.Array(
      Type.Object({
        table: Type.String(),
        rows: Type.Integer(),
        span_days: Type.Number(),
        oldest: textOrNull,
        newest: textOrNull,
        verdict: Type.Enum(['good', 'warning', 'failure']),
      }),
    ),
    findings: Type.Array(finding, {
      maxItems: limits.findingsMax,
      description: 'Failures first.',
    }),
  }),
} as const satisfies Route;

/** Every route of this resource. */
export const dataQualityRoutes: readonly Route[] = [readDataQuality];
