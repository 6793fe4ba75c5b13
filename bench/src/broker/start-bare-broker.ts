import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { environment } from '../environment.ts';

/** A broker in a process of its own. */
export interface BareBroker {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts the broker on a free port of the loopback. */
export async function startBareBroker(): Promise<BareBroker> {
  const child = fork(fileURLToPath(new URL('./bare-broker.ts', import.meta.url)), {
    env: environment,
  });
  const ended = once(child, 'exit');
  const [{ port }] = (await Promise.race([
    once(child, 'message'),
    ended.then(() => {
      throw new Error('the broker ended before it listened');
    }),
  ])) as [{ port: number }];
  return {
    url: `mqtt://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}
