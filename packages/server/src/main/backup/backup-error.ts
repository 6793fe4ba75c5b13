/** A backup, restore or move that cannot be made, and what to do about it. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}
