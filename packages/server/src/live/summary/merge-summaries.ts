import type { LiveTopic } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import { boundTold } from './bound-told.ts';
import type { Counts, LiveSummary, RequestSums } from './live-summary.ts';

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

/** Adds counts of the same names. */
export function addCounts(a: Counts = {}, b: Counts = {}): Counts {
  const sum: Record<string, number> = { ...a };
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

/** Adds requests. */
export function addRequests(a: RequestSums | undefined, b: RequestSums | undefined): RequestSums {
  return {
    classes: addCounts(a?.classes, b?.classes),
    measured: (a?.measured ?? 0) + (b?.measured ?? 0),
    sum: (a?.sum ?? 0) + (b?.sum ?? 0),
    max: Math.max(a?.max ?? 0, b?.max ?? 0),
  };
}

/** Adds counts of counts. */
export function addNested(
  a: Readonly<Record<string, Counts>> = {},
  b: Readonly<Record<string, Counts>> = {},
): Readonly<Record<string, Counts>> {
  const sum: Record<string, Counts> = { ...a };
  for (const [name, counts] of Object.entries(b)) sum[name] = addCounts(sum[name], counts);
  return sum;
}

/** The newest of two lists one after the other, and how many are left out. */
function joinStates(a: LiveSummary['states'], b: LiveSummary['states']): LiveSummary['states'] {
  const all = [...(a?.changes ?? []), ...(b?.changes ?? [])];
  const tooMany = Math.max(0, all.length - limits.liveStateChangesMax);
  const skipped = (a?.skipped ?? 0) + (b?.skipped ?? 0) + tooMany;
  return { changes: all.slice(tooMany), skipped };
}

function joinTold(a: LiveSummary['told'] = {}, b: LiveSummary['told'] = {}): LiveSummary['told'] {
  const topics = [...new Set([...Object.keys(a), ...Object.keys(b)])] as LiveTopic[];
  return Object.fromEntries(
    topics.map((topic) => [
      topic,
      boundTold(
        [...(a[topic]?.items ?? []), ...(b[topic]?.items ?? [])],
        (a[topic]?.skipped ?? 0) + (b[topic]?.skipped ?? 0),
      ),
    ]),
  );
}

/** What is new in both, `a` before `b`. Numbers add up exactly; lists keep their newest, bounded. */
export function mergeSummaries(a: LiveSummary, b: LiveSummary): LiveSummary {
  const merged: Mutable<LiveSummary> = { ...a };
  if (b.tables !== undefined) merged.tables = addNested(a.tables, b.tables);
  if (b.requests !== undefined) merged.requests = addRequests(a.requests, b.requests);
  if (b.errors !== undefined) merged.errors = addCounts(a.errors, b.errors);
  if (b.tools !== undefined) merged.tools = addCounts(a.tools, b.tools);
  if (b.states !== undefined) merged.states = joinStates(a.states, b.states);
  if (b.told !== undefined) merged.told = joinTold(a.told, b.told);
  if (b.lag !== undefined) merged.lag = { ...a.lag, ...b.lag };
  return merged;
}
