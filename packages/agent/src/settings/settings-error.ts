/** Something that is wrong with the files of the agent, and that a person has to mend. */
export class SettingsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SettingsError';
  }
}
