import type { Archive } from '../../retention/index.ts';
import { createArchive, createStorage } from '../../retention/index.ts';
import { version } from '../version.ts';
import type { Base } from './open-base.ts';

/** Opens the archive: where rows go when they leave the database. */
export function openArchive({ config, dataFolder, clock, log, store }: Base): Archive {
  return createArchive({
    ...store,
    clock,
    log,
    storage: createStorage({ config, dataFolder, clock }),
    writtenBy: `homepot ${version}`,
  });
}
