import { follow } from '../follow.ts';
import { createHub } from './create-hub.ts';
import type { FromWorker, ToWorker } from './words.ts';
import { hereMilliseconds } from './words.ts';

/** A window of which nothing was heard for so long is gone, though it did not say so. */
const goneMilliseconds = 6 * hereMilliseconds;

const hub = createHub(follow);

/** One window. */
function serve(port: MessagePort): void {
  const leaves = new Map<number, () => void>();
  let heardMs = Date.now();
  const stop = (id: number): void => {
    leaves.get(id)?.();
    leaves.delete(id);
  };
  const stopAll = (): void => {
    for (const id of [...leaves.keys()]) stop(id);
  };
  const answer = (message: FromWorker): void => port.postMessage(message);
  port.onmessage = ({ data }: MessageEvent<ToWorker>) => {
    heardMs = Date.now();
    if (data.kind === 'bye') stopAll();
    if (data.kind === 'stop') stop(data.id);
    if (data.kind !== 'follow') return;
    const { id, wish } = data;
    stop(id);
    leaves.set(
      id,
      hub.join(wish, (news) => answer({ id, news })),
    );
  };
  setInterval(() => {
    if (Date.now() - heardMs > goneMilliseconds) stopAll();
  }, hereMilliseconds);
}

/** The library of the compiler knows pages, and not workers that are shared. */
const scope = globalThis as unknown as { onconnect: (event: MessageEvent) => void };
scope.onconnect = ({ ports }) => {
  for (const port of ports) serve(port);
};
