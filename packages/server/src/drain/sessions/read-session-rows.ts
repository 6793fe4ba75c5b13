import type { Provenance } from '@homepot/catalogue';
import { errorLogs, toolUsageLogs, userActivities } from '@homepot/catalogue';
import type { Batch, Section } from '../../spool/index.ts';
import { readSectionRows } from '../section-rows.ts';

/** What a row says of its session. */
export interface SessionRow {
  readonly kind: 'activity' | 'page_view' | 'search' | 'session_end' | 'tool_call' | 'error';
  readonly sessionId: string;
  readonly provenance: Provenance;
  readonly userId: string | null;
  /** Milliseconds since 1970, with microseconds behind the point. */
  readonly atMs: number;
}

type Known = Pick<SessionRow, 'provenance'>;
type Rows = Generator<SessionRow, void>;

/** Whether a row names a session; an empty text names none, here as in the metrics. */
const isNamed = (sessionId: string | null): sessionId is string =>
  sessionId !== null && sessionId !== '';

/** The activity by which a session says that it ends. */
const sessionEnd = 'session_end';

const kinds: Readonly<Record<string, SessionRow['kind']>> = {
  page_view: 'page_view',
  search: 'search',
};

function isNamedEnd(extraData: unknown): boolean {
  const isObject = typeof extraData === 'object' && extraData !== null;
  return isObject && 'name' in extraData && extraData.name === sessionEnd;
}

/** Which rows of a section end a session. Read for the sake of custom activities, which few are. */
function findEnds(section: Section): ReadonlySet<number> {
  const ends = new Set<number>();
  let i = 0;
  const facts = ['activity_type', 'element_id', 'extra_data'] as const;
  for (const row of readSectionRows(section, userActivities, facts)) {
    const isEnd = row.element_id === sessionEnd || isNamedEnd(row.extra_data);
    if (row.activity_type === 'custom' && isEnd) ends.add(i);
    i += 1;
  }
  return ends;
}

function* readActivities(section: Section, { provenance }: Known): Rows {
  const names = ['session_id', 'user_id', 'timestamp', 'activity_type'] as const;
  let ends: ReadonlySet<number> | undefined;
  let i = 0;
  for (const row of readSectionRows(section, userActivities, names)) {
    const { session_id: sessionId, user_id: userId, timestamp: atMs, activity_type: type } = row;
    if (isNamed(sessionId) && type === 'custom') ends ??= findEnds(section);
    const kind = ends?.has(i) === true ? sessionEnd : (kinds[type] ?? 'activity');
    if (isNamed(sessionId)) yield { provenance, kind, sessionId, userId, atMs };
    i += 1;
  }
}

interface Said {
  readonly session_id: string | null;
  readonly user_id: string | null;
  readonly timestamp: number;
}

const said = ['session_id', 'user_id', 'timestamp'] as const;

/** Reads a table of which each row counts alike. */
function readAlike(kind: SessionRow['kind'], read: (section: Section) => Iterable<Said>) {
  return function* readEach(section: Section, { provenance }: Known): Rows {
    for (const { session_id: sessionId, user_id: userId, timestamp: atMs } of read(section)) {
      if (isNamed(sessionId)) yield { provenance, kind, sessionId, userId, atMs };
    }
  };
}

const readers: Readonly<Record<string, (section: Section, known: Known) => Rows>> = {
  [userActivities.name]: readActivities,
  [toolUsageLogs.name]: readAlike('tool_call', (section) =>
    readSectionRows(section, toolUsageLogs, said),
  ),
  [errorLogs.name]: readAlike('error', (section) => readSectionRows(section, errorLogs, said)),
};

/** The rows of batches that name a session. */
export function* readSessionRows(batches: readonly Batch[]): Rows {
  for (const { sections, provenance } of batches) {
    for (const section of sections) {
      const read = readers[section.table];
      if (read !== undefined) yield* read(section, { provenance });
    }
  }
}
