import type { LiveTopic } from '@homepot/catalogue';
import type { Clock } from '../kernel/index.ts';
import type { CredentialWatch } from './fan-out/credential-watch.ts';
import type { LiveSink } from './fan-out/follower.ts';
import { createFollower } from './fan-out/follower.ts';
import type { Followers } from './fan-out/followers.ts';
import type { FirstFrameDeps } from './first-frame.ts';
import { prepareFirstFrame } from './first-frame.ts';
import type { GaugeKeeper } from './picture/gauge-keeper.ts';
import type { RowTails } from './rows/row-tails.ts';
import { tailKeyOf } from './rows/tail-key.ts';

/** Somebody who wants to follow what happens. */
export interface FollowRequest {
  /** Whose follower it is, for the limit of followers. */
  readonly who: string;
  /** What it proved itself with; the same text for the same credential. */
  readonly credential: string;
  /** Throws a HomepotError once the credential, or what it may do, is no longer enough. */
  confirm(): Promise<void>;
  readonly topics: ReadonlySet<LiveTopic>;
  /** Names of tables of telemetry. */
  readonly tables: ReadonlySet<string>;
  /** Of them only the rows of this device; all of them have a `device_id`. */
  readonly deviceId?: string | undefined;
  /** The id of the last message that it has. */
  readonly lastEventId?: string | undefined;
  /** Opens the connection for messages, after all that may fail. */
  open(): LiveSink;
}

export interface SubscribeDeps extends FirstFrameDeps {
  readonly clock: Clock;
  readonly followers: Followers;
  readonly gauges: Pick<GaugeKeeper, 'look'>;
  readonly credentials: Pick<CredentialWatch, 'add'>;
  readonly tails: Pick<RowTails, 'begin'>;
}

/** The names of the tails that are followed. */
const tailsOf = ({ tables, deviceId }: FollowRequest): ReadonlySet<string> =>
  new Set([...tables].map((table) => tailKeyOf({ table, deviceId })));

/** Creates what takes followers in. */
export function createSubscribe(deps: SubscribeDeps) {
  const { clock, followers, gauges, credentials, tails } = deps;

  /** From the first message on it is a follower: nothing can be told in between. */
  function begin(request: FollowRequest, first: Awaited<ReturnType<typeof prepareFirstFrame>>) {
    const { topics, credential, confirm } = request;
    const frame = first();
    const sink = request.open();
    const nowMs = clock.monotonicMs();
    const follower = createFollower(sink, { topics, tails: tailsOf(request) }, nowMs);
    follower.send(frame, nowMs);
    followers.add(follower);
    const forget = credentials.add(credential, { confirm, end: (code) => sink.end(code) });
    return () => {
      followers.remove(follower);
      forget();
    };
  }

  return async (request: FollowRequest): Promise<() => void> => {
    const leave = followers.reserve(request.who);
    try {
      await gauges.look();
      await Promise.all([...tailsOf(request)].map((key) => tails.begin(key)));
      const end = begin(
        request,
        await prepareFirstFrame(deps, request.lastEventId, request.topics),
      );
      return () => {
        end();
        leave();
      };
    } catch (error) {
      leave();
      throw error;
    }
  };
}
