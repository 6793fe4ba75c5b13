import { limits } from '../../../kernel/index.ts';
import { sqlState } from '../../../store/index.ts';
import { writeInstant } from '../../parameters/instant.ts';
import type { QueryDeps } from '../../run-read.ts';
import { runRead } from '../../run-read.ts';
import type { ListRequest } from '../list-request.ts';
import type { Page, PageMax } from '../read-page.ts';
import { readPage } from '../read-page.ts';

/** A detached partition was dropped after the page had found it: its rows are in the archive now. */
const isGone = (error: unknown): boolean => sqlState(error) === '42P01';

/**
 * Reads a page of a list at one instant of the database, with what has left it where the request says so.
 * Throws what `runRead` and the archive throw.
 */
export async function readListPage(
  deps: QueryDeps,
  request: ListRequest,
  max: PageMax,
  signal?: AbortSignal,
): Promise<Page> {
  const { archive, clock } = deps;
  const newest = writeInstant(clock.nowMs());
  if (!request.includeArchived || archive === undefined) {
    return runRead(deps, (reader) => readPage(reader, request, max, newest), signal);
  }
  const lateMs = clock.monotonicMs() + limits.queryMillisecondsMax;
  const reading = { archive, signal, isLate: () => clock.monotonicMs() > lateMs };
  const read = () =>
    runRead(deps, (reader) => readPage(reader, request, max, newest, reading), signal);
  try {
    return await read();
  } catch (error) {
    if (!isGone(error)) throw error;
    return read();
  }
}
