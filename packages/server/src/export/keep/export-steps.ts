import type { ExportStepKind, Json } from '@homepot/catalogue';
import type { Database, Transaction } from '../../store/index.ts';
import type { StoredFile } from './read-exports.ts';

/** A step of an export. */
export interface ExportStep {
  readonly number: number;
  readonly kind: ExportStepKind;
  readonly table: string | null;
  readonly from: string | null;
  readonly until: string | null;
}

/** What a step made. */
export interface StepOutcome {
  readonly files: readonly Omit<StoredFile, 'number' | 'step'>[];
  readonly suppressed: number;
  readonly result: Json;
}

/** Writes down what is to be done. */
export async function enterSteps(
  { query }: Transaction,
  id: number,
  steps: readonly ExportStep[],
): Promise<void> {
  const list = <Key extends keyof ExportStep>(key: Key) => steps.map((step) => step[key]);
  await query(
    `INSERT INTO export_steps (export_id, number, kind, table_name, from_time, until_time)
     SELECT $1, * FROM unnest($2::int[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])`,
    [id, list('number'), list('kind'), list('table'), list('from'), list('until')],
  );
  await query('UPDATE exports SET steps = $2 WHERE id = $1', [id, steps.length]);
}

/** The next step that is not done; undefined after the last. */
export async function readNextStep(
  { query }: Pick<Database, 'query'>,
  id: number,
): Promise<ExportStep | undefined> {
  const [step] = await query<ExportStep>(
    `SELECT number, kind, table_name AS table, from_time AS "from", until_time AS until
     FROM export_steps WHERE export_id = $1 AND done_at IS NULL ORDER BY number LIMIT 1`,
    [id],
  );
  return step;
}

/** A step that is done, with what it counted. */
export interface DoneStep extends ExportStep {
  readonly result: Json;
}

/** What all steps of a kind counted. */
export const readResults = (
  { query }: Pick<Database, 'query'>,
  id: number,
  kind: ExportStepKind,
): Promise<DoneStep[]> =>
  query<DoneStep>(
    `SELECT number, kind, table_name AS table, from_time AS "from", until_time AS until, result
     FROM export_steps WHERE export_id = $1 AND kind = $2 AND done_at IS NOT NULL ORDER BY number`,
    [id, kind],
  );

/** Writes down what a step made, its files included, in one transaction with the totals. */
export async function settleStep(
  { query }: Transaction,
  id: number,
  step: ExportStep,
  { files, suppressed, result }: StepOutcome,
  at: string,
): Promise<void> {
  const list = <Key extends keyof StepOutcome['files'][number]>(key: Key) =>
    files.map((file) => file[key]);
  await query(
    `INSERT INTO export_files (export_id, number, step, name, table_name, split, rows, bytes, sha256)
     SELECT $1, (SELECT coalesce(max(number), 0) FROM export_files WHERE export_id = $1) + given.place,
       $2, name, table_name, split, rows, bytes, sha256
     FROM unnest($3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::text[])
       WITH ORDINALITY AS given (name, table_name, split, rows, bytes, sha256, place)`,
    [
      id,
      step.number,
      list('name'),
      list('table'),
      list('split'),
      list('rows'),
      list('bytes'),
      list('sha256'),
    ],
  );
  await query(
    'UPDATE export_steps SET done_at = $3, result = $4 WHERE export_id = $1 AND number = $2',
    [id, step.number, at, JSON.stringify(result)],
  );
  const sum = (key: 'rows' | 'bytes') => files.reduce((total, file) => total + file[key], 0);
  await query(
    `UPDATE exports SET rows = rows + $2, bytes = bytes + $3, suppressed_rows = suppressed_rows + $4,
       steps_done = steps_done + 1 WHERE id = $1`,
    [
      id,
      step.kind === 'rows' || step.kind === 'features' ? sum('rows') : 0,
      sum('bytes'),
      suppressed,
    ],
  );
}
