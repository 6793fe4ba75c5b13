/** One code with which a device tells that a command failed. */
interface CommandErrorFact {
  /** Whether the same order in a new command may succeed. */
  readonly retryable: boolean;
  readonly description: string;
}

const again = (description: string): CommandErrorFact => ({ retryable: true, description });
const final = (description: string): CommandErrorFact => ({ retryable: false, description });

/**
 * Every code that an agent gives a failed command, once; at most 50 characters. The house takes a
 * code that is not among them as one that may be tried again.
 */
export const commandErrors = {
  agent_failed: again('The agent itself failed while it carried the command out.'),
  interrupted: again('The agent was cut off in the middle; whether it took effect is not known.'),
  journal_full: again('The device remembers as many unfinished commands as it can.'),
  download_failed: again('The configuration could not be downloaded.'),
  hook_failed: again('The program that takes the configuration failed; the one before is back.'),
  program_failed: again('The program of the restart or action failed, or took too long.'),
  restart_failed: again('The application did not start again; the configuration before is back.'),
  expired: final('It came, or its turn came, after its `expires_at`; it was not begun.'),
  validation_failed: final('The configuration is missing, not JSON, or not what was announced.'),
  unsupported: final('The device is not set up for this kind of command or this action.'),
} as const satisfies Readonly<Record<string, CommandErrorFact>>;

export type CommandErrorCode = keyof typeof commandErrors;
