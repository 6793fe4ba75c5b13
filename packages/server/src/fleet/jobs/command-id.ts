/** The parts of a command id. */
interface CommandName {
  readonly jobId: string;
  readonly attempt: number;
  readonly deviceId: string;
}

/**
 * The id of the command of one attempt on one device: at most 120 characters, and never the same
 * for two attempts, so that a device carries each out once.
 */
export function commandIdOf({ jobId, attempt, deviceId }: CommandName): string {
  return `${jobId}.${attempt}.${deviceId}`;
}

/** What a command id names; undefined where the house has made no such id. */
export function parseCommandId(text: string): CommandName | undefined {
  const [, jobId, attempt, deviceId] = /^([^.]+)\.([1-9]\d{0,5})\.(.+)$/s.exec(text) ?? [];
  if (jobId === undefined || deviceId === undefined) return undefined;
  return { jobId, attempt: Number(attempt), deviceId };
}
