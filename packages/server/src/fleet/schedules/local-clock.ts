import { Temporal } from 'temporal-polyfill';
import { isTimezone } from './is-timezone.ts';

/**
 * The clock on the wall of a site, without its date line and its summer time: local times are
 * milliseconds since 1970 as if the site were in UTC.
 *
 * Where the wall clock jumps ahead, the times that it leaves out are the instant of the jump. Where
 * it is put back, the first pass through the hour counts, and until the clock has caught up it
 * counts as standing still. So local times and instants come in the same order, always.
 */
export interface LocalClock {
  readonly timezone: string;
  /** What the wall clock shows at an instant. */
  readLocalMs(atMs: number): number;
  /** The first instant at which the wall clock shows that time or a later one. */
  readInstantMs(localMs: number): number;
}

/** A time from `fromMs` on, in which the clock is `offsetMs` ahead of UTC. */
interface Stretch {
  readonly fromMs: number;
  readonly offsetMs: number;
}

const dayMs = 86_400_000;
/** More than any zone is away from UTC, and than any has ever jumped. */
const marginMs = 2 * dayMs;
/** What is looked up at one time beyond what is asked for: looking up is slow, and nothing changes. */
const lookAheadMs = 400 * dayMs;

const offsetOf = (time: Temporal.ZonedDateTime): number => time.offsetNanoseconds / 1_000_000;

function readStretches(timezone: string, fromMs: number, toMs: number): readonly Stretch[] {
  const first = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(timezone);
  const stretches: Stretch[] = [{ fromMs, offsetMs: offsetOf(first) }];
  let next = first.getTimeZoneTransition('next');
  while (next !== null && next.epochMilliseconds <= toMs) {
    stretches.push({ fromMs: next.epochMilliseconds, offsetMs: offsetOf(next) });
    next = next.getTimeZoneTransition('next');
  }
  return stretches;
}

/**
 * Creates the clock of an IANA zone. It remembers the stretch of time that it was asked about last,
 * so share one among the sites of a zone. A zone that is not known here counts as UTC.
 */
export function createLocalClock(name: string): LocalClock {
  const timezone = isTimezone(name) ? name : 'UTC';
  let stretches: readonly Stretch[] = [];
  let knownFromMs = 0;
  let knownToMs = 0;

  function stretchesAround(ms: number): readonly Stretch[] {
    const fromMs = ms - marginMs;
    const toMs = ms + marginMs;
    if (fromMs >= knownFromMs && toMs <= knownToMs) return stretches;
    knownFromMs = fromMs - marginMs;
    knownToMs = toMs + lookAheadMs;
    stretches = readStretches(timezone, knownFromMs, knownToMs);
    return stretches;
  }

  return {
    timezone,
    readLocalMs(atMs) {
      const stretch = stretchesAround(atMs).findLast(({ fromMs }) => fromMs <= atMs);
      return atMs + (stretch?.offsetMs ?? 0);
    },
    readInstantMs(localMs) {
      const known = stretchesAround(localMs);
      for (const [i, { fromMs, offsetMs }] of known.entries()) {
        const instantMs = Math.max(fromMs, localMs - offsetMs);
        if (instantMs < (known[i + 1]?.fromMs ?? Number.POSITIVE_INFINITY)) return instantMs;
      }
      return localMs;
    },
  };
}
