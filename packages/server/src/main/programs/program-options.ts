/** What the programs of the server can be told. */
export interface ProgramOptions {
  /** Prints the result as one JSON object. */
  readonly json: boolean;
  /** `init` without sample data. */
  readonly sample: boolean;
}
