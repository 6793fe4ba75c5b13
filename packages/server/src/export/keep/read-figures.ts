import type { ExportStatus } from '@homepot/catalogue';
import { exportStatuses } from '@homepot/catalogue';
import type { Database } from '../../store/index.ts';

/** How the exports of the whole house stand. */
export interface ExportFigures {
  /** How many are in each status. */
  readonly counts: Readonly<Record<ExportStatus, number>>;
  /** When the oldest was asked for that waits or is being written, milliseconds since 1970. */
  readonly oldestOpenMs: number | undefined;
  /** Rows and bytes that all exports so far have written, of which files may be gone. */
  readonly rows: number;
  readonly bytes: number;
}

interface StatusRow {
  readonly status: ExportStatus;
  readonly count: number;
  readonly rows: number;
  readonly bytes: number;
  readonly oldest: string;
}

const isOpen = ({ status }: StatusRow): boolean => status === 'waiting' || status === 'running';

/** Reads them; rows of exports stay for ever, but there is one for each only. */
export async function readExportFigures({
  query,
}: Pick<Database, 'query'>): Promise<ExportFigures> {
  const found = await query<StatusRow>(
    `SELECT status, count(*)::float8 AS count, sum(rows)::float8 AS rows, sum(bytes)::float8 AS bytes,
       min(created_at) AS oldest
     FROM exports GROUP BY status`,
  );
  const countOf = (status: ExportStatus) => found.find((row) => row.status === status)?.count ?? 0;
  const oldestMs = Math.min(...found.filter(isOpen).map(({ oldest }) => Date.parse(oldest)));
  const sum = (key: 'rows' | 'bytes') => found.reduce((total, row) => total + row[key], 0);
  return {
    counts: Object.fromEntries(
      exportStatuses.map((status) => [status, countOf(status)]),
    ) as ExportFigures['counts'],
    oldestOpenMs: Number.isFinite(oldestMs) ? oldestMs : undefined,
    rows: sum('rows'),
    bytes: sum('bytes'),
  };
}
