import { ownText } from '../kernel/index.ts';

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

/** The memory is as many maps, of which the oldest is dropped as a whole. */
const partsOfMemory = 8;

type Known = Exclude<BatchState, 'unknown'>;

/** One for all, since of most ids no more is known. */
const takenWithoutDigest: Known = { taken: undefined };

/**
 * An empty memory for at most `batchesMax` ids; the oldest are forgotten first, an eighth at once. One map
 * that forgets one id for each that it learns would be slow: what is deleted from the beginning of a map
 * stays there as a hole until the map grows, and whoever looks for its first key walks over all holes.
 */
export function createBatchMemory(batchesMax: number): BatchMemory {
  const partMax = Math.max(1, Math.floor(batchesMax / partsOfMemory));
  /** The newest first. */
  const parts: Map<string, Known>[] = [new Map()];
  // A scope never holds a line end.
  const keyOf = (scope: string, batchId: string): string => `${scope}\n${batchId}`;
  const partOf = (key: string): Map<string, Known> | undefined =>
    parts.find((part) => part.has(key));
  const set = (key: string, state: Known): void => {
    const part = partOf(key) ?? parts[0];
    part?.set(key, state);
    if ((parts[0]?.size ?? 0) < partMax) return;
    parts.unshift(new Map());
    parts.length = Math.min(parts.length, partsOfMemory);
  };
  return {
    stateOf(scope, batchId) {
      const key = keyOf(scope, batchId);
      return partOf(key)?.get(key) ?? 'unknown';
    },
    begin(scope, batchId) {
      const key = ownText(keyOf(scope, batchId));
      const { promise: outcome, resolve } = Promise.withResolvers<boolean>();
      set(key, { outcome });
      return (taken, digest) => {
        if (taken) set(key, digest === undefined ? takenWithoutDigest : { taken: digest });
        else partOf(key)?.delete(key);
        resolve(taken);
      };
    },
    remember: (scope, batchId) => set(ownText(keyOf(scope, batchId)), takenWithoutDigest),
  };
}
