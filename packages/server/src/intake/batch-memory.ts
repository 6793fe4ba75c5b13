/** What the door knows of a batch id: nothing, that it was taken, or that it is being taken. */
type BatchState =
  | 'unknown'
  /** The digest of what was taken; undefined where it is not known. */
  | { readonly taken: number | undefined }
  | { readonly outcome: Promise<boolean> };

/**
 * The batch ids of the last while, so that a batch that is sent again is told from a new one
 * without asking the database. It may forget: the database remembers, and the drain asks it.
 */
export interface BatchMemory {
  stateOf(scope: string, batchId: string): BatchState;
  /** A batch begins; what it returns is called once with whether it was taken, and its digest. */
  begin(scope: string, batchId: string): (taken: boolean, digest?: number) => void;
  /** A batch of an earlier run was taken. */
  remember(scope: string, batchId: string): void;
}

/** An empty memory for at most `batchesMax` ids; the oldest is forgotten first. */
export function createBatchMemory(batchesMax: number): BatchMemory {
  const states = new Map<string, Exclude<BatchState, 'unknown'>>();
  // A scope never holds a line end.
  const keyOf = (scope: string, batchId: string): string => `${scope}\n${batchId}`;
  const set = (key: string, state: Exclude<BatchState, 'unknown'>): void => {
    states.delete(key);
    states.set(key, state);
    if (states.size <= batchesMax) return;
    const oldest = states.keys().next().value;
    if (oldest !== undefined) states.delete(oldest);
  };
  return {
    stateOf: (scope, batchId) => states.get(keyOf(scope, batchId)) ?? 'unknown',
    begin(scope, batchId) {
      const key = keyOf(scope, batchId);
      const { promise: outcome, resolve } = Promise.withResolvers<boolean>();
      set(key, { outcome });
      return (taken, digest) => {
        if (taken) set(key, { taken: digest });
        else states.delete(key);
        resolve(taken);
      };
    },
    remember: (scope, batchId) => set(keyOf(scope, batchId), { taken: undefined }),
  };
}
