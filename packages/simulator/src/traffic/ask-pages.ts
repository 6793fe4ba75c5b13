import type { Client } from '@homepot/client';
import { ClientError } from '@homepot/client';
import type { PlayedDevice } from './fleet-watch.ts';
import type { PageName } from './pages.ts';
import { trafficLimits as limits } from './traffic-limits.ts';

/** What became of the questions. */
export interface QuestionCounts {
  asked: number;
  /** Answered with an error, or not at all. */
  failed: number;
}

interface Question {
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  /** Whether only readers of the telemetry may ask it: the others ask as themselves. */
  readonly asReader?: boolean;
}

const hour = { hours: 1 };
const newest = { limit: 25 };

function ofDevice(device: PlayedDevice | undefined): readonly Question[] {
  // Somebody follows an old link now and then: that answers 404, as it would.
  const path = `/api/v1/devices/${device?.device_id ?? 'sim-gone'}`;
  return [
    { path },
    { path: `${path}/metrics`, query: hour },
    { path: `${path}/states`, query: hour },
  ];
}

const ofPage: Readonly<
  Record<Exclude<PageName, 'device'>, (search: string | undefined) => readonly Question[]>
> = {
  dashboard: () => [
    { path: '/api/v1/devices/summary' },
    { path: '/api/v1/sites' },
    { path: '/api/v1/jobs', query: { limit: 10 } },
  ],
  devices: (search) => [
    { path: '/api/v1/devices', query: { limit: 50, ...(search ? { search } : {}) } },
  ],
  jobs: () => [{ path: '/api/v1/jobs', query: newest }],
  errors: () => [
    { path: '/api/v1/analytics/errors', query: newest, asReader: true },
    { path: '/api/v1/metrics/error-trends', query: hour, asReader: true },
  ],
  analytics: () => [
    { path: '/api/v1/metrics/api-performance', query: hour, asReader: true },
    { path: '/api/v1/metrics/job-outcomes', query: hour, asReader: true },
    { path: '/api/v1/analytics/device-metrics', query: newest, asReader: true },
  ],
};

/**
 * Really asks the server what the pages show, so that its log of requests fills by itself. Never
 * waits and never throws: a page that stays empty is what people see, too.
 */
export function createPageAsker(clients: {
  readonly person: (userId: string) => Client | undefined;
  readonly reader: () => Client;
}): {
  ask(
    userId: string,
    page: PageName,
    device: PlayedDevice | undefined,
    search: string | undefined,
  ): void;
  counts(): QuestionCounts;
} {
  const counts: QuestionCounts = { asked: 0, failed: 0 };
  let underWay = 0;
  const put = async (client: Client, { path, query }: Question): Promise<void> => {
    underWay += 1;
    counts.asked += 1;
    try {
      const signal = AbortSignal.timeout(limits.questionMilliseconds);
      await client.request('GET', path, { query, signal });
    } catch (error) {
      counts.failed += 1;
      if (!(error instanceof ClientError) && !(error instanceof DOMException)) throw error;
    } finally {
      underWay -= 1;
    }
  };
  return {
    counts: () => counts,
    ask(userId, page, device, search) {
      const questions = page === 'device' ? ofDevice(device) : ofPage[page](search);
      for (const question of questions) {
        const client = question.asReader ? clients.reader() : clients.person(userId);
        if (client === undefined || underWay >= limits.questionsMax) continue;
        put(client, question).catch(() => undefined);
      }
    },
  };
}
