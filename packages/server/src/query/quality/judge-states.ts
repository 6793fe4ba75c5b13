import { deviceStates } from '@homepot/catalogue';
import { sql } from 'kysely';
import { limits } from '../../kernel/index.ts';
import type { Reader } from '../run-read.ts';
import type { Finding } from './finding.ts';
import { createFinding } from './finding.ts';
import type { QualityScope } from './quality-scope.ts';
import { ofDevices } from './quality-scope.ts';

/** A change with its neighbours in time, of the same device. */
interface Change {
  readonly device_id: string;
  readonly timestamp: string;
  readonly previous_state: string | null;
  readonly new_state: string;
  readonly before_previous: string | null;
  readonly before_new: string | null;
  /** The change before that. */
  readonly before2_previous: string | null;
  readonly before2_new: string | null;
  readonly after_previous: string | null;
  readonly after_new: string | null;
}

type Fault = 'unknown_state' | 'repeated_state' | 'out_of_order' | 'broken_chain';

const messages: Readonly<Record<Fault, string>> = {
  unknown_state: 'a state is none of those that there are',
  repeated_state: 'a device went into the state in which it was',
  out_of_order: 'changes are told in another order than they happened',
  broken_chain: 'previous_state is not the state of the change before',
};

const known: readonly string[] = deviceStates;

/**
 * Whether this change belongs to a pair that would fit the other way round: as the first of the pair,
 * the second, or the one after it, whose beginning is then the end of the first.
 */
function isSwapped(change: Change): boolean {
  const { previous_state, new_state, before_previous, before_new } = change;
  const { before2_previous, before2_new, after_previous, after_new } = change;
  if (after_new === previous_state && after_previous === before_new) return true;
  const isBeforeBroken = before2_new !== null && before_previous !== before2_new;
  if (!isBeforeBroken) return false;
  const isSecond = before_previous === new_state && previous_state === before2_new;
  const isThird = previous_state === before2_new && before_new === before2_previous;
  return isSecond || isThird;
}

function faultOf(change: Change): Fault | undefined {
  const { previous_state, new_state, before_new } = change;
  if (!known.includes(new_state)) return 'unknown_state';
  if (previous_state !== null && !known.includes(previous_state)) return 'unknown_state';
  if (new_state === before_new || new_state === previous_state) return 'repeated_state';
  if (before_new === null || previous_state === before_new) return undefined;
  return isSwapped(change) ? 'out_of_order' : 'broken_chain';
}

/**
 * Finds changes of state that make no sense: of every device, each change must begin where the one
 * before ended. A first change may begin anywhere. One wrong state in the middle breaks both sides.
 */
export async function judgeStates(
  reader: Reader,
  scope: QualityScope,
): Promise<readonly Finding[]> {
  const { rows } = await sql<Change & { readonly total: number }>`
    select device_id, "timestamp", previous_state, new_state, before_previous, before_new,
      before2_previous, before2_new, after_previous, after_new
    from (
      select t.device_id, t."timestamp", t.previous_state, t.new_state,
        lag(t.previous_state) over changes as before_previous,
        lag(t.new_state) over changes as before_new,
        lag(t.previous_state, 2) over changes as before2_previous,
        lag(t.new_state, 2) over changes as before2_new,
        lead(t.previous_state) over changes as after_previous,
        lead(t.new_state) over changes as after_new
      from device_state_history t where ${ofDevices(scope, true)}
      window changes as (partition by t.device_id order by t."timestamp", t.id)) change
    where previous_state is distinct from coalesce(before_new, previous_state)
      or new_state = before_new or new_state = previous_state
      or new_state <> all(${[...known]}::text[])
      or previous_state <> all(${[...known]}::text[])
    order by "timestamp" limit ${limits.suspectsMax}`.execute(reader);
  const groups = Map.groupBy(rows, faultOf);
  return (Object.keys(messages) as Fault[]).flatMap((what) => {
    const [first, ...others] = groups.get(what) ?? [];
    if (first === undefined) return [];
    const { device_id, timestamp, previous_state, new_state } = first;
    const value = `${previous_state} -> ${new_state}`;
    const about = { kind: 'state_machine', what, table: 'device_state_history' } as const;
    const example = { device_id, timestamp, value };
    return [
      createFinding({ ...about, count: 1 + others.length, message: messages[what] }, example),
    ];
  });
}
