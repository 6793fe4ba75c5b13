/** The disk had no room for bytes that are not needed to stay whole: all is as it was before. */
export class DiskFullError extends Error {
  constructor(cause: unknown) {
    super('The disk of the spool is full', { cause });
    this.name = 'DiskFullError';
  }
}

/** Whether the disk refused for want of room, be it its own or that of a quota. */
export function saysDiskFull(error: unknown): boolean {
  if (error instanceof DiskFullError) return true;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
