import type { Mutation } from './mutation.ts';

const folder = 'packages/server/src/drain/';
const storedOnce = `${folder}batches-are-stored-once.test.ts`;
const checkpoint = `${folder}the-checkpoint-decides.test.ts`;
const goesAway = `${folder}the-database-goes-away.test.ts`;
const recount = `${folder}rollup/rollups-equal-a-recount.test.ts`;
const refused = `${folder}storing/refused-rows-go-to-quarantine.test.ts`;
const twoDrains = `${folder}two-drains.test.ts`;

/** Mistakes in the drain that lose rows, store them twice, or let rollups and accounts drift. */
export const drainMutations: readonly Mutation[] = [
  {
    name: 'checkpoint outside the transaction',
    file: `${folder}storing/drain-transaction.ts`,
    find: 'await moveCheckpoint(transaction, deps.spoolId, work.sequence)',
    replace: 'await moveCheckpoint(deps.database, deps.spoolId, work.sequence)',
    caughtBy: goesAway,
  },
  {
    name: 'checkpoint not locked',
    file: `${folder}storing/checkpoint.ts`,
    find: ' FOR UPDATE`',
    replace: '`',
    caughtBy: checkpoint,
  },
  {
    name: 'checkpoint not compared',
    file: `${folder}storing/drain-transaction.ts`,
    find: 'if (!sameCheckpoint(work.from, found)) throw new CheckpointMoved();',
    replace: '',
    caughtBy: checkpoint,
  },
  {
    name: 'batch ids not checked',
    file: `${folder}storing/store-batches.ts`,
    find: `duplicate: fresh[i] !== true,
    stored: fresh[i] === true ? batch.sections : [],`,
    replace: `duplicate: false,
    stored: batch.sections,`,
    caughtBy: storedOnce,
  },
  {
    name: 'duplicates within one transaction not seen',
    file: `${folder}storing/batch-ids.ts`,
    find: 'fresh.delete(nameOf(batch))',
    replace: 'fresh.has(nameOf(batch))',
    caughtBy: storedOnce,
  },
  {
    name: 'batch ids outside the transaction',
    file: `${folder}storing/drain-transaction.ts`,
    find: 'await storeBatches(transaction, open.batches)',
    replace: 'await storeBatches({ ...transaction, query: deps.database.query }, open.batches)',
    caughtBy: goesAway,
  },
  {
    name: 'batch ids in the order of arrival',
    file: `${folder}storing/batch-ids.ts`,
    find: `     ORDER BY scope COLLATE "C", batch_id COLLATE "C", place
`,
    replace: '',
    caughtBy: twoDrains,
  },
  {
    name: 'release before COMMIT',
    file: `${folder}drain-turn.ts`,
    find: `  const entries = takeEntries(memory.waiting);
`,
    replace: `  const entries = takeEntries(memory.waiting);
  spool.release(entries.at(-1)?.sequence ?? 0);
`,
    caughtBy: checkpoint,
  },
  {
    name: 'rollup cache kept after a failure',
    file: `${folder}drain-failure.ts`,
    find: `  rollups.clear();
`,
    replace: '',
    caughtBy: goesAway,
  },
  {
    name: 'rollup not loaded on a miss',
    file: `${folder}rollup/rollup-level.ts`,
    find: `      await statements.load(transaction, missing);
`,
    replace: '',
    caughtBy: recount,
  },
  {
    name: 'rollup stamp ignored',
    file: `${folder}storing/checkpoint.ts`,
    find: 'a.sequence === b?.sequence && a.stamp === b.stamp',
    replace: 'a.sequence === b?.sequence',
    caughtBy: recount,
  },
  {
    name: 'lost COMMIT repeated blindly',
    file: `${folder}drain-turn.ts`,
    find: 'ready !== undefined && sameCheckpoint(ready.done.checkpoint, checkpoint)',
    replace: 'false',
    caughtBy: goesAway,
  },
  {
    name: 'refused row dropped',
    file: `${folder}storing/drain-transaction.ts`,
    find: `    await storeQuarantine(transaction, outcomes);
`,
    replace: '',
    caughtBy: refused,
  },
  {
    name: 'whole batch refused for one row',
    file: `${folder}storing/store-carefully.ts`,
    find: 'const tuples = isGone(error) ? undefined : listTuples(section);',
    replace: 'const tuples = undefined as readonly Uint8Array[] | undefined;',
    caughtBy: refused,
  },
  {
    name: 'bisect without rollback',
    file: `${folder}storing/bisect.ts`,
    find: `    await transaction.query('ROLLBACK TO SAVEPOINT part');
`,
    replace: '',
    caughtBy: refused,
  },
  {
    name: 'partitions not forgotten',
    file: `${folder}drain-failure.ts`,
    find: `    partitions.forget();
`,
    replace: '',
    caughtBy: refused,
  },
  {
    name: 'missing partition without a bound',
    file: `${folder}drain-failure.ts`,
    find: 'isPartitionMissing(error) && memory.partitionMisses <= limits.partitionMissesMax',
    replace: 'isPartitionMissing(error)',
    caughtBy: refused,
  },
  {
    name: 'recovered entries not in the accounts',
    file: `${folder}drain-turn.ts`,
    find: `    await accountRecovered(spool, accounting, range);
`,
    replace: '',
    caughtBy: storedOnce,
  },
  {
    name: 'entries settled twice',
    file: `${folder}settle-outcomes.ts`,
    find: '|| sequence <= (memory.settledThrough ?? 0)',
    replace: '',
    caughtBy: checkpoint,
  },
  {
    name: 'spool that lost its end not noticed',
    file: `${folder}drain-turn.ts`,
    find: 'return checkpoint.sequence > spool.lastSequence() ? await rewind(deps, checkpoint) : checkpoint;',
    replace: 'return checkpoint;',
    caughtBy: checkpoint,
  },
  {
    name: 'listener failure reaches the drain',
    file: `${folder}announcer.ts`,
    find: `    try {
      await listener(committed);
    } catch (error) {
      fail(error);
    }`,
    replace: '    await listener(committed);',
    caughtBy: goesAway,
  },
  {
    name: 'no pause after a failure',
    file: `${folder}drain.ts`,
    find: 'await pause(noteFailure(deps, error), signal);',
    replace: 'await pause(noteFailure(deps, error) * 0, signal);',
    caughtBy: goesAway,
  },
];
