import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestHouse } from '../../test/test-house.ts';
import { startTestHouse } from '../../test/test-house.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await startTestHouse({ settings: { MQTT_ENABLED: 'false' } });
});
afterAll(() => house.remove());

const nested = (levels: number, open: string, close: string) =>
  open.repeat(levels) + (open === '[' ? '' : '1') + close.repeat(levels);

test.each(['/enrol', '/auth/login', '/jobs', '/devices/pos-1/config'])(
  'a body that goes too deep is refused by POST %s, whoever it harms',
  async (path) => {
    for (const body of [nested(8_000, '[', ']'), nested(8_000, '{"a":', '}')]) {
      const answer = await fetch(`${house.url}/api/v1${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${house.adminKey}`, 'content-type': 'application/json' },
        body,
      });
      expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'too_deep' }]);
    }
  },
);
