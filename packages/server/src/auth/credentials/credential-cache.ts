import { setTimeout as pause } from 'node:timers/promises';
import type { Clock, Log } from '../../kernel/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import { classifyDatabaseError } from '../../store/index.ts';
import { createBoundedMap } from '../bounded-map.ts';
import type { LookUp } from './lookup-queue.ts';
import { createLookupQueue } from './lookup-queue.ts';

/**
 * What is known of credentials, so that a request need not ask the database.
 *
 * An entry is fresh for half of `ageMsMax`: it is used as it is. Then it is ripe: used as it is,
 * and asked about behind the request, so that a busy credential never waits. Past `ageMsMax` it is
 * old: the request waits for the answer. So what is revoked anywhere is refused within `ageMsMax`.
 *
 * While the database does not answer, an entry whose last answer is younger than `outageMsMax`
 * stays good; requests do not wait for the database again until `ageMsMax` has passed. What was
 * never known cannot be let in then.
 *
 * What the database does not know is remembered too, in a store of its own: a flood of wrong
 * credentials can neither drive out the right ones nor make more than one query at a time.
 */
export interface CredentialCache<Row> {
  /** The row of a credential; undefined where there is none. */
  read(key: string): Promise<Row | undefined>;
  /** Drops what was changed here, so that the next request sees the change, outage or not. */
  forget(changed: (row: Row) => boolean): void;
}

export interface CredentialCacheOptions {
  readonly ageMsMax: number;
  /** How long to wait where there is an older answer. */
  readonly waitMsMax: number;
  /** How long to wait where there is none. */
  readonly firstWaitMsMax: number;
  readonly outageMsMax: number;
  readonly unknownMsMax: number;
  readonly knownMax: number;
  readonly unknownMax: number;
}

const fromLimits: CredentialCacheOptions = {
  ageMsMax: limits.credentialAgeMillisecondsMax,
  waitMsMax: limits.credentialLookupMillisecondsMax,
  firstWaitMsMax: limits.credentialFirstLookupMillisecondsMax,
  outageMsMax: limits.credentialOutageHoursMax * 3_600_000,
  unknownMsMax: limits.credentialUnknownMillisecondsMax,
  knownMax: limits.credentialsKnownMax,
  unknownMax: limits.credentialsUnknownMax,
};

interface Entry<Row> {
  readonly row: Row;
  /** When the question was asked whose answer this is. */
  readonly askedAtMs: number;
}

/** Rejects with database_unavailable when the answer takes too long. */
async function withinMs<T>(answer: Promise<T>, waitMs: number): Promise<T> {
  const controller = new AbortController();
  const tooLong = pause(waitMs, undefined, { signal: controller.signal, ref: false }).then(() => {
    throw new HomepotError('database_unavailable', {
      message: `The database did not speak about the credential within ${waitMs} ms`,
    });
  });
  // Whichever loses the race must not be reported as unhandled.
  tooLong.catch(() => undefined);
  answer.catch(() => undefined);
  try {
    return await Promise.race([answer, tooLong]);
  } finally {
    controller.abort();
  }
}

export function createCredentialCache<Row>(
  {
    lookUp,
    clock,
    log,
  }: { readonly lookUp: LookUp<Row>; readonly clock: Clock; readonly log: Log },
  options: Partial<CredentialCacheOptions> = {},
): CredentialCache<Row> {
  const { ageMsMax, waitMsMax, firstWaitMsMax, outageMsMax, unknownMsMax, knownMax, unknownMax } = {
    ...fromLimits,
    ...options,
  };
  const known = createBoundedMap<Entry<Row>>(knownMax);
  const unknown = createBoundedMap<number>(unknownMax);
  const queue = createLookupQueue(lookUp, {
    keysPerLookupMax: limits.credentialsPerLookupMax,
    waitingMax: limits.credentialLookupsWaitingMax,
  });
  let changes = 0;
  let awayUntilMs = Number.NEGATIVE_INFINITY;

  async function ask(key: string): Promise<Row | undefined> {
    const askedAtMs = clock.monotonicMs();
    const changesBefore = changes;
    const row = await queue.read(key);
    if (row === undefined) {
      known.delete(key);
      unknown.set(key, askedAtMs + unknownMsMax);
    } else if (changes === changesBefore) {
      unknown.delete(key);
      known.set(key, { row, askedAtMs });
    }
    return row;
  }

  async function askInTime(key: string, waitMs: number): Promise<Row | undefined> {
    try {
      return await withinMs(ask(key), waitMs);
    } catch (error) {
      const nowMs = clock.monotonicMs();
      if (nowMs >= awayUntilMs) log.warn({ err: error }, 'credentials could not be asked about');
      awayUntilMs = nowMs + ageMsMax;
      throw classifyDatabaseError(error) === 'retry'
        ? new HomepotError('database_unavailable', { cause: error })
        : error;
    }
  }

  const askBehind = (key: string): void => {
    ask(key).catch(() => undefined);
  };

  async function readOld(key: string, entry: Entry<Row>): Promise<Row | undefined> {
    const ageMs = clock.monotonicMs() - entry.askedAtMs;
    const mayStay = ageMs < outageMsMax;
    if (mayStay && clock.monotonicMs() < awayUntilMs) {
      askBehind(key);
      return entry.row;
    }
    try {
      return await askInTime(key, mayStay ? waitMsMax : firstWaitMsMax);
    } catch (error) {
      if (mayStay) return entry.row;
      throw error;
    }
  }

  return {
    async read(key) {
      const entry = known.get(key);
      if (entry === undefined) {
        if ((unknown.get(key) ?? Number.NEGATIVE_INFINITY) > clock.monotonicMs()) return undefined;
        return askInTime(key, firstWaitMsMax);
      }
      const ageMs = clock.monotonicMs() - entry.askedAtMs;
      if (ageMs >= ageMsMax) return readOld(key, entry);
      if (ageMs >= ageMsMax / 2) askBehind(key);
      return entry.row;
    },
    forget(changed) {
      // What is being asked right now may have been read before the change.
      changes += 1;
      for (const [key, { row }] of known.entries()) if (changed(row)) known.delete(key);
    },
  };
}
