import type { Mutation } from './mutation.ts';

const folder = 'packages/server/src/spool/';
const powerLoss = `${folder}test/power-loss.test.ts`;
const recovery = `${folder}recover-spool.test.ts`;
const failingDisk = `${folder}failing-disk.test.ts`;

/** Mistakes in the spool that cost or double acknowledged batches. */
export const spoolMutations: readonly Mutation[] = [
  {
    name: 'no fdatasync',
    file: `${folder}segment-tail.ts`,
    find: 'await file.datasync();',
    replace: '',
    caughtBy: powerLoss,
  },
  {
    name: 'no fdatasync of a new segment',
    file: `${folder}segment.ts`,
    find: 'await file.datasync();',
    replace: '',
    caughtBy: powerLoss,
  },
  {
    name: 'no sync of the folder',
    file: `${folder}segment.ts`,
    find: 'await place.disk.syncFolder(place.folder);',
    replace: '',
    caughtBy: powerLoss,
  },
  {
    name: 'acknowledged before the sync has ended',
    file: `${folder}segment-tail.ts`,
    find: 'await file.datasync();',
    replace: 'void file.datasync();',
    caughtBy: powerLoss,
  },
  {
    name: 'read before the sync has ended',
    file: `${folder}segment-tail.ts`,
    find: `      await file.datasync();
      segment.bytes = end;`,
    replace: `      segment.bytes = end;
      await file.datasync();`,
    caughtBy: failingDisk,
  },
  {
    name: 'checksum not checked',
    file: `${folder}entry.ts`,
    find: 'if (crc !== buffer.readUInt32LE(at + 28)) return invalid;',
    replace: 'void crc;',
    caughtBy: powerLoss,
  },
  {
    name: 'entries of an older file taken for new ones',
    file: `${folder}entry.ts`,
    find: 'if (sequence <= after || synced',
    replace: 'if (synced',
    caughtBy: powerLoss,
  },
  {
    name: 'writes go on in a segment that failed',
    file: `${folder}spool-writer.ts`,
    find: '    refusal = error;\n    hasFailed = true;\n',
    replace: '',
    caughtBy: failingDisk,
  },
  {
    name: 'failed fdatasync tried again',
    file: `${folder}segment-tail.ts`,
    find: 'await file.datasync();',
    replace: 'await file.datasync().catch(() => file.datasync());',
    caughtBy: powerLoss,
  },
  {
    name: 'last group of an earlier run trusted without writing it again',
    file: `${folder}survey-segment.ts`,
    find: 'if (limit !== undefined) prove(notes);',
    replace: 'prove(notes);',
    caughtBy: powerLoss,
  },
  {
    name: 'torn last entry left in its segment',
    file: `${folder}recover-spool.ts`,
    find: 'if (survey.fileBytes > survey.provenEnd)',
    replace: 'if (survey.fileBytes < 0)',
    caughtBy: recovery,
  },
  {
    name: 'all behind a damaged entry given up',
    file: `${folder}segment-scan.ts`,
    find: 'offset = await nextCandidate(window, offset + 1, range.to);',
    replace: 'offset = range.to;',
    caughtBy: recovery,
  },
  {
    name: 'damaged bytes thrown away',
    file: `${folder}recover-spool.ts`,
    find: '  await quarantineDamage(place, surveys, log);\n',
    replace: '',
    caughtBy: recovery,
  },
  {
    name: 'short write taken for a whole one',
    file: `${folder}write-fully.ts`,
    find: 'rest = withoutFirst(rest, count);',
    replace: 'rest = [];',
    caughtBy: powerLoss,
  },
  {
    name: 'numbers begin again',
    file: `${folder}append-queue.ts`,
    find: 'let { lastSequence } = spool;',
    replace: 'let lastSequence = 0 * spool.lastSequence;',
    caughtBy: powerLoss,
  },
  {
    name: 'segments removed before the database has them',
    file: `${folder}removal.ts`,
    find: 'segment.last <= rule.released && ',
    replace: '',
    caughtBy: powerLoss,
  },
  {
    name: 'removals not synced one by one',
    file: `${folder}removal.ts`,
    find: 'await place.disk.syncFolder(place.folder);',
    replace: '',
    caughtBy: powerLoss,
  },
];
