import type { Actor } from '../../auth/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { ArchiveDependencies, PartRequest } from './archive-dependencies.ts';
import { checkPart } from './check-part.ts';
import type { RestoredFault } from './end-restored.ts';
import { endRestored } from './end-restored.ts';
import { giveUpLeftParts } from './give-up-parts.ts';
import type { ArchivePage, PartsRequest } from './list-parts.ts';
import { listParts } from './list-parts.ts';
import type { ArchivedPart } from './parts/archived-part.ts';
import { toArchivedPart } from './parts/archived-part.ts';
import { readPart } from './parts/stored-part.ts';
import type { RowReading } from './reading/read-rows.ts';
import { createRowReading } from './reading/read-rows.ts';
import { restorePart } from './restore-part.ts';
import { settlePart } from './settle-part.ts';
import { verifyPart } from './verify-part.ts';
import { writePart } from './write-part.ts';

/**
 * Rows that leave the database, as files. A part is written, verified against the rows that are still there,
 * and settled in the transaction in which they go: at no instant is a row in neither, and no reader
 * finds it in both.
 */
export interface Archive extends RowReading {
  /** See `writePart`. */
  write(part: PartRequest): Promise<ArchivedPart>;
  /** See `verifyPart`. */
  verify(id: number): Promise<ArchivedPart>;
  /** See `settlePart`. */
  settle(transaction: Transaction, id: number): Promise<void>;
  /** See `checkPart`. */
  check(id: number): Promise<ArchivedPart>;
  list(request: PartsRequest): Promise<ArchivePage>;
  /** Throws not_found. */
  show(id: number): Promise<ArchivedPart>;
  /** Brings rows back, for so many days; see `restorePart`. */
  restore(
    id: number,
    request: { readonly days?: number | undefined },
    actor: Actor,
  ): Promise<ArchivedPart>;
  /** See `giveUpLeftParts`. */
  giveUpLeft(hold: (transaction: Transaction) => Promise<void>): Promise<void>;
  /** See `endRestored`. */
  endRestored(onFault?: (fault: RestoredFault) => Promise<void>): Promise<number>;
  /** Where the files are, in words. */
  describe(): string;
}

const dayMs = 86_400_000;

function untilOf(nowMs: number, days: number): number {
  if (days <= limits.restoredKeptDaysMax) return nowMs + days * dayMs;
  throw new HomepotError('parameter_invalid', {
    path: 'days',
    message: `Restored rows stay at most ${limits.restoredKeptDaysMax} days`,
  });
}

export function createArchive(deps: ArchiveDependencies): Archive {
  const { clock, storage } = deps;
  return {
    ...createRowReading(deps),
    write: async (part) => toArchivedPart(await writePart(deps, part)),
    verify: async (id) => toArchivedPart(await verifyPart(deps, id)),
    settle: (transaction, id) => settlePart(transaction, deps, id),
    check: async (id) => toArchivedPart(await checkPart(deps, id)),
    list: (request) => listParts(deps, request),
    show: async (id) => toArchivedPart(await readPart(deps.database, id)),
    async restore(id, { days = limits.restoredKeptDaysDefault }, actor) {
      const untilMs = untilOf(clock.nowMs(), days);
      return toArchivedPart(await restorePart(deps, id, untilMs, actor));
    },
    giveUpLeft: (hold) => giveUpLeftParts(deps, hold),
    endRestored: (onFault) => endRestored(deps, onFault),
    describe: () => storage.describe(),
  };
}
