import { HomepotError, limits } from '../../kernel/index.ts';
import { isBcryptHash, matchesBcryptHash } from './bcrypt-hash.ts';
import {
  createPasswordHash,
  isOutdatedPasswordHash,
  matchesPasswordHash,
} from './password-hash.ts';

/** Whether a password fits, and whether its hash should be made anew. */
interface PasswordCheck {
  readonly matches: boolean;
  readonly outdated: boolean;
}

/**
 * Hashes and checks passwords, a few at a time. What waits is bounded too: beyond it a sign-in
 * gets 503, so that a flood of them takes neither memory nor the threads that the spool needs.
 */
export interface Passwords {
  createHash(password: string): Promise<string>;
  /** Takes the time of one hash for an unknown user (`stored` null) as well. */
  check(password: string, stored: string | null): Promise<PasswordCheck>;
}

/** A hash that no password has: of the form and cost of a real one. */
const nobody = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;

type Limit = <T>(run: () => Promise<T>) => Promise<T>;

/** Lets at most `atOnceMax` run; the rest wait in order, at most `waitingMax` of them. */
function createQueue(atOnceMax: number, waitingMax: number): Limit {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (run) => {
    if (running >= atOnceMax) {
      if (waiting.length >= waitingMax) {
        throw new HomepotError('overloaded', { message: 'Too many sign-ins at one time' });
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await run();
    } finally {
      // The place is handed over, so that nobody slips in between.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

export function createPasswords(): Passwords {
  const limit = createQueue(limits.passwordHashesAtOnceMax, limits.passwordHashesWaitingMax);
  return {
    createHash: (password) => limit(() => createPasswordHash(password)),
    check: (password, stored) =>
      limit(async () => {
        if (stored !== null && isBcryptHash(stored)) {
          return { matches: await matchesBcryptHash(password, stored), outdated: true };
        }
        const matches = await matchesPasswordHash(password, stored ?? nobody);
        return {
          matches: matches && stored !== null,
          outdated: stored !== null && isOutdatedPasswordHash(stored),
        };
      }),
  };
}
