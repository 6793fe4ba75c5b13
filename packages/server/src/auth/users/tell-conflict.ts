import { HomepotError } from '../../kernel/index.ts';
import { sqlState } from '../../store/index.ts';

/** Tells a name or an address that is taken by the error table. */
export async function tellConflict<T>(run: Promise<T>): Promise<T> {
  try {
    return await run;
  } catch (error) {
    if (sqlState(error) !== '23505') throw error;
    const path = String((error as { constraint?: string }).constraint).includes('email')
      ? 'email'
      : 'username';
    throw new HomepotError('conflict', {
      path,
      message: path === 'email' ? 'The address is taken' : 'The name is taken',
      cause: error,
    });
  }
}
