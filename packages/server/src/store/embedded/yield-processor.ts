import { writeFile } from 'node:fs/promises';
import { setPriority } from 'node:os';

/** Nice value of the embedded database: of a full processor it gets a third of what the server gets. */
const niceness = 5;

/**
 * Lets the database stand back where it and the server want the same processors: an acknowledgement waits for the
 * server alone, and rows that are stored a little later are in the spool meanwhile. Processes that it starts
 * inherit it. A system that does not allow it goes on as it was.
 */
export async function yieldProcessor(pid: number): Promise<void> {
  try {
    setPriority(pid, niceness);
    // Where Linux groups processes by session, the value counts within the session alone, and this between them.
    await writeFile(`/proc/${pid}/autogroup`, String(niceness));
  } catch {
    // No fault of ours: fairness is all that is lost.
  }
}
