import type { KeyScope } from '@homepot/catalogue';

/** What somebody has that can be connected. */
export type Kind = 'devices' | 'api' | 'tools' | 'page' | 'demo';

type Row = Readonly<Record<string, unknown>>;

/** How it is connected, and how one sees that it is. */
export interface KindFacts {
  readonly kind: Kind;
  readonly title: string;
  readonly about: string;
  /** The scope of the key that goes into the snippet; absent where none does. */
  readonly scope?: KeyScope;
  /** The table in which its rows arrive. */
  readonly table: string;
  /** Whether a row is one of its own; the house logs its own requests too. */
  readonly isOwn: (row: Row) => boolean;
  /** The page that shows its data. */
  readonly path: string;
  /** Where more is told, in the repository. */
  readonly guide: string;
}

/** What the first steps ask about, in their order. */
export const kinds: readonly KindFacts[] = [
  {
    kind: 'devices',
    title: 'Devices',
    about: 'Terminals or any machine: an agent reports how they are and carries out jobs.',
    table: 'health_checks',
    isOwn: ({ provenance }) => provenance === 'real',
    path: '/?range=15m',
    guide: 'docs/how-to/run-the-agent.md',
  },
  {
    kind: 'api',
    title: 'An API',
    about: 'A service of yours: its requests, how fast they are and which fail.',
    scope: 'ingest',
    table: 'api_request_logs',
    isOwn: ({ service }) => service !== 'homepot',
    path: '/api-performance?range=15m',
    guide: 'docs/tutorials/tell-what-an-app-does.md',
  },
  {
    kind: 'tools',
    title: 'Tools',
    about: 'Tools that agents call, over MCP or otherwise: calls, outcomes, durations.',
    scope: 'ingest',
    table: 'tool_usage_logs',
    isOwn: ({ provenance }) => provenance !== 'simulated',
    path: '/tools?range=15m',
    guide: 'docs/how-to/watch-tools.md',
  },
  {
    kind: 'page',
    title: 'A web page',
    about: 'What people do on it: pages, searches, errors. Three kilobytes of script.',
    scope: 'browser',
    table: 'user_activities',
    isOwn: ({ trust }) => trust === 'browser',
    path: '/activity?range=15m',
    guide: 'docs/how-to/put-it-into-a-web-page.md',
  },
  {
    kind: 'demo',
    title: 'Just show me',
    about: 'A played past of two weeks, clearly marked and removed in one click.',
    table: 'health_checks',
    isOwn: ({ provenance }) => provenance === 'simulated',
    path: '/?range=7d',
    guide: 'docs/how-to/try-with-a-demo.md',
  },
];
