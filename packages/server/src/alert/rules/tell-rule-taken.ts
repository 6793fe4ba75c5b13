import { HomepotError } from '../../kernel/index.ts';
import { sqlState } from '../../store/index.ts';

const uniqueViolation = '23505';

/** Tells a name that another rule has by the error table. */
export async function tellRuleTaken<T>(run: Promise<T>): Promise<T> {
  try {
    return await run;
  } catch (error) {
    if (sqlState(error) !== uniqueViolation) throw error;
    const message = 'Another rule has that name';
    throw new HomepotError('conflict', { path: 'name', message, cause: error });
  }
}
