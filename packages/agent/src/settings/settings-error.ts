/** Something that is wrong with the files of the agent, and that a person has to mend. */
export class SettingsError extends Error {
  /** What the house answered, where it was the house that said no. */
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.name = 'SettingsError';
    this.status = status;
  }
}
