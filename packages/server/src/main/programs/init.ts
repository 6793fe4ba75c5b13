import { readSchemaVersion } from '../../store/index.ts';
import { startHouse } from '../house/compose.ts';
import { declineSampleData } from '../sample-data/decline-sample-data.ts';
import { exitCodes } from './exit-codes.ts';
import { printLine } from './print.ts';
import type { ProgramOptions } from './program-options.ts';
import type { Ground } from './with-ground.ts';
import { withGround } from './with-ground.ts';

async function initOn(ground: Ground, { json, sample }: ProgramOptions): Promise<number> {
  const wanted = sample && ground.config.SAMPLE_DATA;
  const house = await startHouse(ground, { sampleData: wanted ? 'when-missing' : 'never' });
  try {
    await house.drained();
    if (!sample) await declineSampleData(house.store.database, ground.clock);
    const sample_data = house.madeSampleData ? 'made' : wanted ? 'there' : 'not asked for';
    const schema_version = await readSchemaVersion(house.store.database);
    const result = { data_folder: ground.dataFolder, schema_version, sample_data };
    const words = `The database is ready (schema ${schema_version}, sample data: ${sample_data}) in ${ground.dataFolder}.`;
    printLine(json ? JSON.stringify(result) : words);
    return exitCodes.ok;
  } finally {
    await house.stop();
  }
}

/** `init`: makes the database ready, with sample data unless told otherwise. Twice is as once. */
export const init = (options: ProgramOptions): Promise<number> =>
  withGround((ground) => initOn(ground, options));
