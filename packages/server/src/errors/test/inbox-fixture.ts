import { expectHouse } from '../../../test/call-house.ts';
import type { TestHouse } from '../../../test/test-house.ts';

/** A group as the tests look at it. */
type TestGroup = Record<string, unknown> & { readonly fingerprint: string };

/** What tests do with the inbox of a house. */
export interface Inbox {
  /** Sends errors and waits until they are stored. What is left out is filled in. */
  send(...errors: readonly Record<string, unknown>[]): Promise<void>;
  /** The groups of a list, all of its first page. */
  list(query?: string): Promise<readonly TestGroup[]>;
  show(fingerprint: string, query?: string): Promise<TestGroup>;
  change(fingerprint: string, change: Record<string, unknown>): Promise<TestGroup>;
  /** The fingerprint of the only group that a search finds, whatever its status. */
  find(search: string): Promise<string>;
}

export function createInbox(house: TestHouse): Inbox {
  const list = async (query = ''): Promise<readonly TestGroup[]> => {
    const body = await expectHouse(house, `GET /errors?${query.replaceAll(' ', '+')}`, 200);
    return body.data as readonly TestGroup[];
  };
  const at = (fingerprint: string) => `/errors/${encodeURIComponent(fingerprint)}`;
  return {
    list,
    async send(...errors) {
      const records = errors.map((error) => ({ category: 'api', severity: 'error', ...error }));
      const answer = await expectHouse(house, 'POST /ingest/error_logs', 200, { records });
      if (answer.accepted !== records.length) throw new Error(JSON.stringify(answer));
      await house.drained();
    },
    show: async (fingerprint, query = '') =>
      (await expectHouse(house, `GET ${at(fingerprint)}?${query}`, 200)) as TestGroup,
    change: async (fingerprint, change) =>
      (await expectHouse(house, `PATCH ${at(fingerprint)}`, 200, change)) as TestGroup,
    async find(search) {
      const text = encodeURIComponent(search);
      const found = await list(`status=open,resolved,ignored&search=${text}`);
      if (found[0] === undefined || found.length > 1) throw new Error(`${search}: ${found.length}`);
      return found[0].fingerprint;
    },
  };
}
