type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** Where an agent says what happens to it. A pino logger fits. */
export interface AgentLog {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}
