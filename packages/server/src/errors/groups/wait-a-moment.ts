import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { sqlState } from '../../store/index.ts';

const lockTimedOut = '55P03';

const setLockTimeout = (transaction: Transaction, milliseconds: number) =>
  transaction.query(`SELECT set_config('lock_timeout', $1, true)`, [`${milliseconds}ms`]);

/**
 * Runs what may have to wait for a group that another transaction holds, `errorGroupsLockMillisecondsMax`
 * at most; after that nothing of it is done. The transaction goes on either way.
 */
export async function waitAMoment(
  transaction: Transaction,
  run: () => Promise<unknown>,
): Promise<void> {
  await transaction.query('SAVEPOINT error_groups');
  try {
    await setLockTimeout(transaction, limits.errorGroupsLockMillisecondsMax);
    await run();
    await setLockTimeout(transaction, 0);
    await transaction.query('RELEASE SAVEPOINT error_groups');
  } catch (error) {
    if (sqlState(error) !== lockTimedOut) throw error;
    // This takes the timeout back as well.
    await transaction.query('ROLLBACK TO SAVEPOINT error_groups');
  }
}
