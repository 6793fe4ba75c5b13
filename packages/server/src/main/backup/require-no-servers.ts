import { readOtherServers } from '../../store/index.ts';
import { BackupError } from './backup-error.ts';

/**
 * Throws where a server is connected to a database that is to be `moved` or `replaced`: it would go on writing
 * while the tables are read or made anew. A server of another data folder is not known by anything else.
 */
export async function requireNoServers(
  connectionString: string,
  fate: 'moved' | 'replaced',
): Promise<void> {
  const others = await readOtherServers(connectionString);
  if (others === 0) return;
  throw new BackupError(
    `Another HOMEPOT server uses the database that is to be ${fate} (${others} connections). Stop every server first.`,
  );
}
