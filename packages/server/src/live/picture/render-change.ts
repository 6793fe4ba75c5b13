import type { LiveChange, LiveNews, LiveTopic } from '@homepot/catalogue';
import { liveTopics } from '@homepot/catalogue';
import type { Counts, LiveSummary } from '../summary/live-summary.ts';
import type { ViewDiff } from './diff-views.ts';
import { renderRequests } from './render-view.ts';

const sumOf = (counts: Counts): number => Object.values(counts).reduce((sum, n) => sum + n, 0);

function renderNews({ tables, requests, errors, tools }: LiveSummary): LiveNews | undefined {
  if (tables === undefined) return undefined;
  return {
    tables: Object.fromEntries(
      Object.entries(tables).map(([name, counts]) => [name, sumOf(counts)]),
    ),
    ...(requests && { requests: renderRequests(requests) }),
    ...(errors && { errors }),
    ...(tools && { tools }),
  };
}

/** What is new of a topic, beside what is different. */
function renderTopic(topic: LiveTopic, news: LiveSummary): Readonly<Record<string, unknown>> {
  const told = news.told?.[topic];
  const stored = topic === 'metrics' ? renderNews(news) : undefined;
  return {
    ...(stored && { new: stored }),
    ...(topic === 'devices' && news.states ? news.states : {}),
    ...(topic === 'errors' && news.errors ? { new: news.errors } : {}),
    ...(told && { told }),
  };
}

/** A change as it is told: what is different, and what is new. Undefined where there is nothing. */
export function renderChange(
  diff: ViewDiff,
  news: LiveSummary,
  nowMs: number,
): LiveChange | undefined {
  const topics = liveTopics
    .map((topic) => [topic, { ...diff[topic], ...renderTopic(topic, news) }] as const)
    .filter(([, parts]) => Object.keys(parts).length > 0);
  if (topics.length === 0) return undefined;
  return { at: new Date(nowMs).toISOString(), ...Object.fromEntries(topics) };
}
