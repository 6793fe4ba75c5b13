import type { Route } from '@homepot/catalogue';
import { metricRoutes } from '@homepot/catalogue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await startTestHouse();
});
afterAll(() => house.remove());

const ask = async (route: Route, query: string) => {
  const path = route.path.replace('{device_id}', 'pos-1');
  const answer = await fetch(`${house.url}${path}?${query}`, {
    headers: { 'x-api-key': house.adminKey },
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

// The house checks each answer against the contract before it leaves.
test.each(metricRoutes.map((route) => [route.path, route] as const))(
  '%s of an empty house answers as the contract says, over every range',
  async (_, route) => {
    for (const query of ['', 'hours=168', 'start_date=2025-10-01&end_date=2025-12-30']) {
      const { status, body } = await ask(route, query);
      expect(body).toHaveProperty('from');
      expect(status).toBe(200);
    }
    const { properties } = route.query as unknown as { properties: Record<string, unknown> };
    if ('compare' in properties) {
      const { body } = await ask(route, 'hours=2&compare=previous');
      expect(body.previous).toMatchObject({ total: { count: 0 } });
    }
    expect((await ask(route, 'hours=0')).body).toMatchObject({ code: 'parameter_invalid' });
    expect((await ask(route, 'wether=nice')).status).toBe(400);
  },
);
