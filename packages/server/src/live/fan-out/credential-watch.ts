import { HomepotError } from '../../kernel/index.ts';

/** What a connection that stays open was opened with. */
interface Held {
  confirm(): Promise<void>;
  end(code: string): void;
}

/** Looks whether the credentials of open connections are still good. */
export interface CredentialWatch {
  /** Returns how to forget it again. */
  add(credential: string, held: Held): () => void;
  /** Asks for each credential once, and ends the connections of those that are refused. */
  look(): Promise<void>;
}

/** Creates it, without any. What cannot be asked about, because the database is away, stays. */
export function createCredentialWatch(): CredentialWatch {
  const byCredential = new Map<string, Set<Held>>();
  let looking: Promise<void> | undefined;

  async function judge(held: ReadonlySet<Held>): Promise<void> {
    const [first] = held;
    try {
      await first?.confirm();
    } catch (error) {
      if (!(error instanceof HomepotError) || error.status >= 500) return;
      for (const { end } of [...held]) end(error.code);
    }
  }

  async function judgeAll(): Promise<void> {
    await Promise.all([...byCredential.values()].map(judge));
  }

  return {
    add(credential, held) {
      const same = byCredential.get(credential) ?? new Set();
      byCredential.set(credential, same.add(held));
      return () => {
        same.delete(held);
        if (same.size === 0 && byCredential.get(credential) === same) {
          byCredential.delete(credential);
        }
      };
    },
    look() {
      looking ??= judgeAll().finally(() => {
        looking = undefined;
      });
      return looking;
    },
  };
}
