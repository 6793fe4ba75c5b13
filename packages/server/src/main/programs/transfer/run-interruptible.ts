import type { Log } from '../../../kernel/index.ts';
import { BackupError } from '../../backup/backup-error.ts';
import type { Stack } from '../../house/stack.ts';
import { createStack } from '../../house/stack.ts';
import { waitForStopSignal } from '../stop-signals.ts';

/**
 * Runs something that takes long. When the user asks to stop, it throws a BackupError with this advice;
 * what was put on the stack is stopped in every case, which ends what still runs.
 */
export async function runInterruptible<T>(
  log: Log,
  advice: string,
  run: (stack: Stack) => Promise<T>,
): Promise<T> {
  const stack = createStack(log);
  const stopped = waitForStopSignal().then((signal): never => {
    throw new BackupError(`Stopped by ${signal}. ${advice}`);
  });
  try {
    return await Promise.race([run(stack), stopped]);
  } finally {
    await stack.stop();
  }
}
