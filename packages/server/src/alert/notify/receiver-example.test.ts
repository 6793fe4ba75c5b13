import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createNotifyGround } from './test/notify-ground.ts';

const howTo = new URL('../../../../../docs/how-to/be-told.md', import.meta.url);

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test('the receiver of the how-to takes what is signed, once, and nothing else', async () => {
  const program = /```js\n([\s\S]*?)```/.exec(await readFile(howTo, 'utf8'))?.[1] ?? '';
  const folder = await mkdtemp(join(tmpdir(), 'homepot-receiver-'));
  await writeFile(join(folder, 'receiver.mjs'), program);
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}/`;
  const ground = await createNotifyGround();
  const hook = await ground.createWebhook(url);
  const receiver = spawn(process.execPath, [join(folder, 'receiver.mjs')], {
    env: { WEBHOOK_SECRET: hook.secret, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  receiver.stdout.on('data', (chunk: Buffer) => {
    told += chunk.toString();
  });
  try {
    const isUp = () => fetch(url, { method: 'POST' }).then(({ status }) => status === 401);
    for (let i = 0; i < 200 && !(await isUp().catch(() => false)); i++) await pause(25);
    await ground.tell('event-1', [hook.id]);
    await ground.notifications.deliver();
    const [delivery] = (await ground.notifications.deliveries.list({})).data;
    await ground.notifications.deliveries.redeliver(delivery?.id ?? 0, { local: true });
    await ground.notifications.deliver();
    expect(await ground.rows()).toMatchObject([{ state: 'sent', last_status_code: 204 }]);
    expect(told).toBe('alert.firing pos-1 is offline (event-1)\n');
    const other = await ground.createWebhook(url);
    expect(
      await ground.notifications.notifiers.test(other.id, { local: true }),
      'signed with another secret',
    ).toMatchObject({ state: 'failed', last_status_code: 401 });
  } finally {
    receiver.kill();
    await ground.remove();
    await rm(folder, { recursive: true });
  }
});
