import { join } from 'node:path';
import { holdLock } from './hold-lock.ts';
import { SettingsError } from './settings-error.ts';

/** Keeps a second agent out of the folder. Returns the undoing. Throws a SettingsError. */
export function lockAgentFolder(folder: string): () => void {
  const lock = holdLock(join(folder, 'agent.lock'));
  if ('release' in lock) return lock.release;
  throw new SettingsError(`Another agent (process ${lock.holder}) runs in ${folder}.`);
}
