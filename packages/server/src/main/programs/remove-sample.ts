import { startHouse } from '../house/compose.ts';
import { openStore } from '../house/open-store.ts';
import { createStack } from '../house/stack.ts';
import type { SampleRemoval } from '../sample-data/remove-sample-data.ts';
import { removeSampleData } from '../sample-data/remove-sample-data.ts';
import { exitCodes } from './exit-codes.ts';
import { printLine } from './print.ts';
import type { ProgramOptions } from './program-options.ts';
import type { Ground } from './with-ground.ts';
import { withGround } from './with-ground.ts';

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

function inWords({ removed, kept }: SampleRemoval): string {
  const keeping = Object.entries(kept).map(([table, count]) => `${count} of ${table}`);
  const rest =
    keeping.length === 0 ? '' : ` Kept, because something uses them: ${keeping.join(', ')}.`;
  return `Removed ${sum(removed)} sample rows.${rest}`;
}

/** Stores what the spool still holds, so that no sample row comes after its removal. */
async function emptySpool(ground: Ground): Promise<void> {
  const house = await startHouse(ground, { sampleData: 'never' });
  try {
    await house.drained();
  } finally {
    await house.stop();
  }
}

async function removeOn(ground: Ground, { json }: ProgramOptions): Promise<number> {
  await emptySpool(ground);
  const stack = createStack(ground.log);
  try {
    const { database } = await openStore({ ...ground, stack });
    const removal = await removeSampleData(database, ground.clock);
    printLine(json ? JSON.stringify(removal) : inWords(removal));
    return exitCodes.ok;
  } finally {
    await stack.stop();
  }
}

/** `remove-sample`: takes the sample data out again. The server must not run meanwhile. */
export const removeSample = (options: ProgramOptions): Promise<number> =>
  withGround((ground) => removeOn(ground, options));
