import type { LiveTopic } from '@homepot/catalogue';
import type { EventReader } from './events/event-reader.ts';
import { createChange, createPicture } from './fan-out/followers.ts';
import type { Frame } from './fan-out/frame.ts';
import { createFrame } from './fan-out/frame.ts';
import type { ViewDiff } from './picture/diff-views.ts';
import { renderChange } from './picture/render-change.ts';
import type { Teller } from './teller.ts';

export interface FirstFrameDeps {
  readonly reader: EventReader;
  readonly teller: Teller;
}

/** The number of an event, as it was told; undefined for what never was one. */
const readId = (text: string): number | undefined =>
  /^\d{1,15}$/.test(text) ? Number(text) : undefined;

/**
 * Makes sure that this server has told as much as a follower knows already from another one, so that
 * it is told nothing twice.
 */
async function catchUpWith(id: number, { reader, teller }: FirstFrameDeps): Promise<void> {
  if (id > (reader.position()?.id ?? 0)) await reader.read();
  if (id > (teller.told()?.id ?? 0)) teller.tell();
}

/**
 * Prepares what a follower is sent first; what is returned makes it, in the same turn in which the
 * follower is added. Without an event to go on from it is a picture. With one it is the change from
 * there: all that is different may be different, so all is told, and what is new is added up. Where
 * what is new since then is no longer known, it is a picture with `reset`.
 */
export async function prepareFirstFrame(
  deps: FirstFrameDeps,
  lastEventId: string | undefined,
  topics: ReadonlySet<LiveTopic>,
): Promise<() => Frame> {
  const { reader, teller } = deps;
  if (reader.position() === undefined) await reader.read();
  if (teller.told() === undefined) teller.tell();
  const id = lastEventId === undefined ? undefined : readId(lastEventId);
  if (id !== undefined) await catchUpWith(id, deps);
  return () => {
    const told = teller.told();
    if (told === undefined) throw new Error('followed before anything was read');
    const news = id === undefined ? undefined : reader.memory.between(id, told.id);
    if (news === undefined) return createPicture(told, topics, lastEventId !== undefined);
    const change = renderChange(told.view as ViewDiff, news, told.atMs) ?? { at: '' };
    return (
      createChange(change, told.id, topics) ??
      createFrame({ event: 'change', id: String(told.id), data: { at: change.at } })
    );
  };
}
