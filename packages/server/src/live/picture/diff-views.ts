import { isDeepStrictEqual } from 'node:util';
import type { LiveTopic, LiveView } from '@homepot/catalogue';
import { liveTopics } from '@homepot/catalogue';

type Parts = Readonly<Record<string, unknown>>;

/** The parts that are not as they were. */
function changedParts(before: Parts, after: Parts): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(after).filter(([name, part]) => !isDeepStrictEqual(part, before[name])),
  );
}

/** The parts of one topic that changed. Of tables, which are many, only those that did. */
function diffTopic(topic: LiveTopic, before: LiveView, after: LiveView): Record<string, unknown> {
  const changed = changedParts(before[topic] as Parts, after[topic] as Parts);
  if (topic !== 'metrics' || changed.tables === undefined) return changed;
  return { ...changed, tables: changedParts(before.metrics.tables, after.metrics.tables) };
}

/** What is different in a later view, by topic, as it is there; topics without a difference are left out. */
export type ViewDiff = Readonly<Partial<Record<LiveTopic, Readonly<Record<string, unknown>>>>>;

/** Compares two views. What a view has once, a later one has too: nothing is ever taken out. */
export function diffViews(before: LiveView, after: LiveView): ViewDiff {
  const diff = liveTopics.map((topic) => [topic, diffTopic(topic, before, after)] as const);
  return Object.fromEntries(diff.filter(([, parts]) => Object.keys(parts).length > 0));
}
