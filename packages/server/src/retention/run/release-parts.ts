import type { Hold } from '../holds/hold.ts';
import { isHeld } from '../holds/hold.ts';
import type { Policy } from '../policies/policy.ts';
import { keptFromMs } from '../policies/policy.ts';
import type { Part } from './part.ts';
import { readOpenParts } from './part.ts';
import { releasePart } from './release-part.ts';
import type { RunContext } from './run-context.ts';

/** Whether a part may leave still: since it was planned, a policy may have changed, or somebody holds it. */
function leaves(
  part: Part,
  policies: ReadonlyMap<string, Policy>,
  holds: readonly Hold[],
  nowMs: number,
): boolean {
  const policy = policies.get(part.table);
  if (policy === undefined || !policy.enabled) return false;
  if (policy.archive && !part.archive) return false;
  return part.untilMs <= keptFromMs(policy, nowMs) && !isHeld(holds, part.table, part);
}

/**
 * Lets parts go that shall not leave any more, one that is a table of its own back into its table. Returns the
 * others, which go on from where they are.
 */
export async function releaseParts(
  context: RunContext,
  policies: ReadonlyMap<string, Policy>,
  holds: readonly Hold[],
): Promise<readonly Part[]> {
  const going: Part[] = [];
  for (const part of await readOpenParts(context.database)) {
    if (leaves(part, policies, holds, context.clock.nowMs())) {
      going.push(part);
      continue;
    }
    await releasePart(context, part);
  }
  return going;
}
