import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runHomepot, startHomepot } from '../homepot-command.ts';
import type { House } from '../house.ts';
import { startHouse } from '../house.ts';

let house: House;
const settings = () => ({ DATA_DIR: house.folder, PORT: '' });
beforeAll(async () => {
  house = await startHouse({ MQTT_PORT: '0' });
});
afterAll(() => house.close());

test('in a pipe, once, the frame is plain text without a control character', async () => {
  const { code, stdout } = await runHomepot(['top', '--once'], settings());
  expect(code).toBe(0);
  for (const word of ['HOMEPOT', 'ready', 'api requests', 'tool calls', 'received', 'jobs']) {
    expect(stdout).toContain(word);
  }
  expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});

test('what is sent while it watches is new, and is in the total', async () => {
  const top = startHomepot(['top', '--json', '--every', '1'], settings());
  const lines = createInterface(top.stdout)[Symbol.asyncIterator]();
  await lines.next();
  const rows = Array.from({ length: 7 }, (_, i) => ({
    category: 'api',
    severity: 'error',
    error_message: `no ${i}`,
  }));
  await house.ask('/api/v1/ingest/error_logs', { body: rows });
  for (;;) {
    const { value } = (await lines.next()) as { value: string };
    const view = JSON.parse(value) as {
      tables: { table: string; session: number; rows: number }[];
      last_error: { text: string } | null;
    };
    const errors = view.tables.find(({ table }) => table === 'error_logs');
    if (errors?.session !== 7 || view.last_error === null) continue;
    expect(errors.rows).toBe(7);
    expect(view.last_error.text).toContain('error api: no ');
    break;
  }
  const ended = once(top, 'exit');
  top.kill('SIGINT');
  expect((await ended)[0]).toBe(0);
}, 30_000);

test('watching fills the request log with next to nothing', async () => {
  const path = '/api/v1/analytics/requests?limit=1000&order=desc';
  const count = async () =>
    ((await house.ask(path)).body as { data: { user_agent: string }[] }).data.filter(
      ({ user_agent }) => user_agent === 'homepot-top',
    ).length;
  const before = await count();
  const top = startHomepot(['top', '--every', '1'], settings());
  const lines = createInterface(top.stdout)[Symbol.asyncIterator]();
  for (let line = 0; line < 6; line += 1) await lines.next();
  top.kill('SIGINT');
  await once(top, 'exit');
  expect((await count()) - before).toBeLessThan(15);
}, 30_000);
