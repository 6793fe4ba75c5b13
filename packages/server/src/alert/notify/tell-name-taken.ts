import { HomepotError } from '../../kernel/index.ts';
import { sqlState } from '../../store/index.ts';

const uniqueViolation = '23505';

/** Tells a name that is taken by the error table. */
export async function tellNameTaken<T>(run: Promise<T>): Promise<T> {
  try {
    return await run;
  } catch (error) {
    if (sqlState(error) !== uniqueViolation) throw error;
    throw new HomepotError('conflict', {
      path: 'name',
      message: 'The name is taken',
      cause: error,
    });
  }
}
