import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Figures } from '@homepot/sdk-node';

const program = fileURLToPath(
  new URL('../../../packages/sdk-node/test/bench-app.ts', import.meta.url),
);

/** What an app has used so far. */
interface Usage {
  /** Processor time of its main thread: what its requests wait for. */
  readonly mainMicros: number;
  /** Of all its threads: compression and collection of garbage too. */
  readonly allMicros: number;
  readonly figures?: Figures | undefined;
}

/** An app under measurement. */
export interface AppRun {
  readonly port: number;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

async function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  const [message] = (await once(child, 'message')) as [Message];
  return message;
}

/** Starts an app of a framework; with the SDK where there is a URL for it to send to. */
export async function startApp(framework: string, url?: string): Promise<AppRun> {
  const child = fork(program, url === undefined ? [framework] : [framework, url]);
  const ended = once(child, 'exit');
  const { port } = await nextMessage<{ port: number }>(child);
  return {
    port,
    usage() {
      const message = nextMessage<Usage>(child);
      child.send('usage');
      return message;
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
