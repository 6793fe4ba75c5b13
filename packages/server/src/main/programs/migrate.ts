import { readSchemaVersion } from '../../store/index.ts';
import { openStore } from '../house/open-store.ts';
import { createStack } from '../house/stack.ts';
import { exitCodes } from './exit-codes.ts';
import { printLine } from './print.ts';
import type { ProgramOptions } from './program-options.ts';
import { withGround } from './with-ground.ts';

/** `migrate`: brings the schema of the database up to date, and lays tables out as its extensions want. */
export const migrate = ({ json }: ProgramOptions): Promise<number> =>
  withGround(async (ground) => {
    const stack = createStack(ground.log);
    try {
      const { database } = await openStore({ ...ground, stack, movesRows: true });
      const schema_version = await readSchemaVersion(database);
      printLine(
        json
          ? JSON.stringify({ schema_version })
          : `The schema of the database is at version ${schema_version}.`,
      );
      return exitCodes.ok;
    } finally {
      await stack.stop();
    }
  });
