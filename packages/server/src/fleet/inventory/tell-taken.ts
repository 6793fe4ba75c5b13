import { HomepotError } from '../../kernel/index.ts';
import { sqlState } from '../../store/index.ts';

const uniqueViolation = '23505';

/** Tells a name that is taken by the error table, with the field that holds it. */
export async function tellTaken<T>(run: Promise<T>, path: string): Promise<T> {
  try {
    return await run;
  } catch (error) {
    if (sqlState(error) !== uniqueViolation) throw error;
    const message = 'The name is taken, maybe by one that was removed';
    throw new HomepotError('conflict', { path, message, cause: error });
  }
}
