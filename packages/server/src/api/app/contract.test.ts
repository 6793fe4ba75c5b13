import type { Route } from '@homepot/catalogue';
import { routes } from '@homepot/catalogue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await startTestHouse();
});
afterAll(() => house.remove());

const nameOf = ({ method, path }: Pick<Route, 'method' | 'path'>) => `${method} ${path}`;

/** Every route that the server has, as OpenAPI tells it. */
async function listBound(): Promise<readonly string[]> {
  const api = await (await fetch(`${house.url}/openapi.json`)).json();
  return Object.entries(api.paths as Record<string, Record<string, unknown>>).flatMap(
    ([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
}

test('every route of the contract has a handler, and every handler is in the contract', async () => {
  const declared = routes.map(nameOf);
  expect(new Set(declared).size).toBe(declared.length);
  expect((await listBound()).toSorted()).toEqual(declared.toSorted());
});

test('OpenAPI tells numbers, flags and choices as such', async () => {
  const api = await (await fetch(`${house.url}/openapi.json`)).json();
  const schemaOf = (path: string, name: string) =>
    api.paths[path].get.parameters.find((parameter: { name: string }) => parameter.name === name)
      .schema;
  const list = '/api/v1/analytics/requests';
  expect(schemaOf(list, 'limit')).toMatchObject({ type: 'integer', minimum: 1 });
  expect(schemaOf(list, 'order')).toMatchObject({ enum: ['desc', 'asc'] });
  expect(schemaOf(list, 'format')).toMatchObject({ enum: ['json', 'ndjson', 'csv'] });
  expect(schemaOf('/api/v1/tables', 'exact')).toMatchObject({ type: 'boolean' });
  expect(schemaOf('/api/v1/metrics/error-trends', 'hours')).toMatchObject({
    type: 'integer',
    minimum: 1,
    maximum: 168,
  });
});

test('operations have names of their own, and every answer a form', () => {
  const names = routes.map(({ operation }) => operation);
  expect(new Set(names).size).toBe(names.length);
  for (const route of routes) {
    const hasAnswer = route.response !== undefined || [204, 302, 303].includes(route.status ?? 200);
    expect(hasAnswer, nameOf(route)).toBe(true);
  }
});

test('paths name the parameters that they declare', () => {
  for (const route of routes) {
    const named = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const parameters = (route.parameters as { properties?: object } | undefined)?.properties ?? {};
    expect(Object.keys(parameters).toSorted(), nameOf(route)).toEqual(named.toSorted());
  }
});
