import type { Table } from '@homepot/catalogue';
import { apiRequestLogs, errorLogs, toolUsageLogs } from '@homepot/catalogue';
import express from 'express';
import { expect, test } from 'vitest';
import { atEnd, openHomepot } from '../test/open-homepot.ts';

type Row = Readonly<Record<string, unknown>>;

/** What the door would say of the columns of a row. */
function faultsOf(table: Table, row: Row): string[] {
  const columns = Object.entries(table.columns);
  const unknown = Object.keys(row).filter((name) => table.columns[name]?.origin !== 'sender');
  const missing = columns
    .filter(([name, { origin, nullable, fallback, derivable }]) => {
      const isNeeded =
        origin === 'sender' && !nullable && fallback === undefined && derivable !== true;
      return isNeeded && name !== table.timeColumn && row[name] === undefined;
    })
    .map(([name]) => name);
  const wrong = columns
    .filter(
      ([name, { values }]) =>
        values !== undefined && row[name] !== undefined && !values.includes(String(row[name])),
    )
    .map(([name]) => name);
  const long = columns
    .filter(
      ([name, { lengthMax }]) =>
        lengthMax !== undefined && String(row[name] ?? '').length > lengthMax,
    )
    .map(([name]) => name);
  return [...unknown, ...missing, ...wrong, ...long];
}

test('every row has the columns of its table and keeps within them, however long the facts are', async () => {
  const { homepot, rows } = await openHomepot({ service: 'shop' });
  const long = 'x'.repeat(5_000);
  const app = express();
  app.use(homepot.express({ user: () => long, session: () => long }));
  app.get('/:a', () => {
    throw Object.assign(new Error(long), { code: long });
  });
  app.use(homepot.expressErrors);
  app.set('env', 'test');
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  atEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as { port: number };
  await fetch(`http://127.0.0.1:${port}/${long}`, { headers: { 'user-agent': long } });
  const tool = homepot.wrapTool(
    (_given: object) => {
      throw new Error(long);
    },
    { pack: long, name: long, operation: () => long, user: () => long, session: () => long },
  );
  expect(() => tool({ [long]: long })).toThrow();
  for (const table of [apiRequestLogs, errorLogs, toolUsageLogs]) {
    const told = await rows(table.name);
    expect(told.length).toBeGreaterThan(0);
    expect(told.flatMap((row) => faultsOf(table, row))).toEqual([]);
  }
});
