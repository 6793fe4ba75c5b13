import type { Kind } from './kinds.ts';

/** What a snippet is filled in with. */
export interface SnippetValues {
  /** Where the server is, as this browser reaches it. */
  readonly url: string;
  /** A key, or the token of a device; empty where none is needed. */
  readonly key: string;
}

const curl = ({ url, key }: SnippetValues, table: string, record: object): string =>
  [
    `curl ${url}/api/v1/ingest/${table} \\`,
    `  -H 'authorization: Bearer ${key}' -H 'content-type: application/json' \\`,
    `  -d '${JSON.stringify([record])}'`,
  ].join('\n');

const write: Readonly<Record<Kind, (values: SnippetValues) => string>> = {
  devices: ({ url, key }) =>
    [
      `echo '${key}' | npx homepot agent enrol --url ${url} --token - --folder ./homepot-agent`,
      'npx homepot agent run --folder ./homepot-agent',
    ].join('\n'),
  api: (values) =>
    curl(values, 'api_request_logs', {
      service: 'my-api',
      endpoint: '/orders/{id}',
      method: 'GET',
      status_code: 200,
      response_time_ms: 41,
    }),
  tools: (values) =>
    curl(values, 'tool_usage_logs', {
      bcp_name: 'my-pack',
      tool_name: 'find_order',
      operation: 'call',
      outcome: 'ok',
      start_time: new Date().toISOString(),
      end_time: new Date().toISOString(),
    }),
  page: ({ url, key }) => `<script src="${url}/sdk/homepot.js" data-key="${key}"></script>`,
  demo: () => 'npx homepot demo',
};

/** What to run or to paste, with everything filled in. */
export const snippetOf = (kind: Kind, values: SnippetValues): string => write[kind](values);
