import { movePart } from './move-part.ts';
import type { Part } from './part.ts';
import type { RunContext } from './run-context.ts';

/** A table of its own becomes a part of its table again; a partition that never left it stays. */
async function putBack({ keeper }: RunContext, part: Part): Promise<void> {
  const known = await keeper.list(part.table);
  if (!known.some(({ name }) => name === part.partition)) return;
  await keeper.attach(part.table, part.partition);
}

/** Lets a part go that shall not leave any more. */
export async function releasePart(context: RunContext, part: Part): Promise<Part> {
  if (!part.isLot) await putBack(context, part);
  return movePart(context, part, 'released');
}
