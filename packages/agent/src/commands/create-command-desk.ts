import type {
  CommandAcknowledgement,
  CommandErrorCode,
  CommandStep,
  DeviceCommand,
} from '@homepot/catalogue';
import type { AgentDependencies } from '../agent-dependencies.ts';
import { describeError } from '../describe-error.ts';
import { limits } from '../limits.ts';
import { TransportError } from '../transport.ts';
import type { CommandRecord } from './command-journal.ts';
import type { ExecutionResult, Executor } from './executor.ts';

/** Takes commands, has them carried out, tells how far they are. */
export interface CommandDesk {
  /** Goes on where an earlier process was cut off. */
  start(): void;
  /** Takes a command; it is kept when this returns. */
  take(command: DeviceCommand): void;
  /** Tells what the house has not heard yet. */
  tell(): void;
  /** Resolves when nothing is being carried out; no further command is begun. */
  finish(): Promise<void>;
  /** Whatever is still answered is not written down any more. */
  close(): void;
}

/** What is kept of a command that is over: it may come again, and only its name matters then. */
const finished = (command: DeviceCommand): DeviceCommand => ({ ...command, payload: {} });

type Details = Omit<CommandAcknowledgement, 'command_id' | 'step' | 'at'>;

async function carryOut(executor: Executor, command: DeviceCommand): Promise<ExecutionResult> {
  try {
    return await executor.execute(command);
  } catch (error) {
    return { outcome: 'failed', error: describeError('agent_failed', error) };
  }
}

/**
 * The life of a command on a device: received -> applying -> applied | failed.
 *
 * Each step is durable in the journal before the next begins and before it is told. A command found
 * as `received` at the start of the agent was not begun, and is begun now. One found as `applying`
 * was begun and cut off; whether it took effect is not known, so it is never begun again: the
 * executor may know from elsewhere how it ended (a restart did), else it is told as failed with code
 * `interrupted`. One found at an end is answered with that end as often as it comes. So no command is
 * carried out twice, whatever is killed when; the price is that one cut off in the middle counts as
 * failed though it may have worked, which the next report's `config_version` shows.
 *
 * Steps are told in order, one at a time, each until it is taken. A command is not begun after its
 * `expires_at` by the clock of the device; it ends as failed with code `expired`.
 *
 * A command for which the journal can make no room is not begun: it ends as failed with code
 * `journal_full`, and the house may try again in another command. That answer is kept in memory, so
 * that a repetition gets the same one.
 */
class JournalledDesk implements CommandDesk {
  readonly #parts: AgentDependencies;
  readonly #onEnd: () => void;
  /** Commands for which there was no room, oldest first; most agents never have one. */
  #refused: Map<string, CommandRecord> | undefined;
  #isFinishing = false;
  #isClosed = false;
  #isTelling = false;
  #running: Promise<void> | undefined;

  constructor(parts: AgentDependencies, onEnd: () => void) {
    this.#parts = parts;
    this.#onEnd = onEnd;
  }

  start(): void {
    const { commands, executor } = this.#parts;
    for (const { command, acknowledgement } of [...commands.list()]) {
      if (acknowledgement.step !== 'applying') continue;
      const result = executor.recover?.(command, Date.parse(acknowledgement.at));
      if (result !== undefined) this.#end(command, result);
      else this.#fail(command, 'interrupted', 'The agent was cut off while it carried this out.');
    }
    this.#run();
  }

  take(command: DeviceCommand): void {
    const { commands, clock } = this.#parts;
    const known = this.#find(command.command_id);
    if (known !== undefined) this.#repeat(known);
    else if (!commands.makeRoom(clock.nowMs())) this.#refuse(command);
    else if (this.#isExpired(command)) this.#failExpired(command);
    else this.#advance(command, 'received');
    this.tell();
    this.#run();
  }

  #find(commandId: string): CommandRecord | undefined {
    return this.#refused?.get(commandId) ?? this.#parts.commands.find(commandId);
  }

  #saveTold(record: CommandRecord): void {
    const { command_id: id } = record.command;
    if (this.#refused?.has(id)) this.#refused.set(id, record);
    else this.#parts.commands.saveTold(record);
  }

  #refuse(command: DeviceCommand): void {
    const { clock, log } = this.#parts;
    const code = this.#isExpired(command) ? 'expired' : 'journal_full';
    log.error({ command: command.command_id, code }, 'No room for a further command');
    const { command_id } = command;
    const acknowledgement: CommandAcknowledgement = {
      command_id,
      step: 'failed',
      at: new Date(clock.nowMs()).toISOString(),
      error: { code, message: 'The device has no room for a further command.' },
    };
    this.#refused ??= new Map();
    for (const oldest of this.#refused.keys()) {
      if (this.#refused.size < limits.refusedCommandsMax) break;
      // If it was not told yet, the house sends it again.
      this.#refused.delete(oldest);
    }
    const record = { command: finished(command), acknowledgement, untold: [acknowledgement] };
    this.#refused.set(command_id, record);
  }

  #repeat(record: CommandRecord): void {
    if (record.untold.length > 0) return;
    this.#saveTold({ ...record, untold: [record.acknowledgement] });
  }

  #advance(command: DeviceCommand, step: CommandStep, details: Details = {}): void {
    const { commands, clock } = this.#parts;
    const { command_id } = command;
    const at = new Date(clock.nowMs()).toISOString();
    const acknowledgement: CommandAcknowledgement = { command_id, step, at, ...details };
    const untold = commands.find(command_id)?.untold ?? [];
    commands.save({ command, acknowledgement, untold: [...untold, acknowledgement] });
  }

  #end(command: DeviceCommand, result: ExecutionResult, durationMs?: number): void {
    const { executor, log } = this.#parts;
    const timed = durationMs === undefined ? {} : { duration_ms: Math.round(durationMs) };
    if (result.outcome === 'failed') {
      this.#advance(finished(command), 'failed', { ...timed, error: result.error });
      log.warn({ command: command.command_id, error: result.error }, 'A command failed');
      return;
    }
    const version = result.configVersion ?? executor.configVersion();
    const told = version === undefined ? {} : { config_version: version };
    this.#advance(finished(command), 'applied', { ...timed, ...told });
    log.info({ command: command.command_id }, 'A command was applied');
  }

  #fail(command: DeviceCommand, code: CommandErrorCode, message: string): void {
    this.#end(command, { outcome: 'failed', error: { code, message } });
  }

  #isExpired({ expires_at }: DeviceCommand): boolean {
    return Date.parse(expires_at) <= this.#parts.clock.nowMs();
  }

  #failExpired(command: DeviceCommand): void {
    this.#fail(command, 'expired', `It was to be begun before ${command.expires_at}.`);
  }

  #run(): void {
    if (this.#isFinishing || this.#running !== undefined) return;
    if (this.#findNext() === undefined) return;
    const { log } = this.#parts;
    const end = () => {
      this.#running = undefined;
    };
    this.#running = this.#runAll().then(
      () => {
        end();
        // One that came in the last moment.
        if (!this.#isClosed) this.#run();
      },
      (error: unknown) => {
        end();
        // Tried again with the next command that comes, not at once: the disk may be full.
        log.error({ err: error }, 'Commands cannot be written down');
      },
    );
  }

  async #runAll(): Promise<void> {
    for (;;) {
      const next = this.#findNext();
      if (next === undefined || this.#isFinishing) return;
      if (this.#isExpired(next)) this.#failExpired(next);
      else await this.#carryOut(next);
      if (this.#isClosed) return;
      this.tell();
      this.#onEnd();
    }
  }

  #findNext(): DeviceCommand | undefined {
    for (const { command, acknowledgement } of this.#parts.commands.list()) {
      if (acknowledgement.step === 'received') return command;
    }
    return undefined;
  }

  async #carryOut(command: DeviceCommand): Promise<void> {
    const { clock, executor } = this.#parts;
    const startedAtMs = clock.monotonicMs();
    this.#advance(command, 'applying');
    this.tell();
    const result = await carryOut(executor, command);
    // Stopped meanwhile, and the stores are closed: the next start finds it as interrupted.
    if (this.#isClosed) return;
    this.#end(command, result, clock.monotonicMs() - startedAtMs);
  }

  tell(): void {
    const { transport, log } = this.#parts;
    if (this.#isTelling || this.#isClosed || !transport.isReady()) return;
    if (this.#findUntold() === undefined) return;
    this.#isTelling = true;
    this.#tellAll().catch((error: unknown) => {
      log.error({ err: error }, 'Answers cannot be written down');
    });
  }

  async #tellAll(): Promise<void> {
    try {
      for (let next = this.#findUntold(); next !== undefined; next = this.#findUntold()) {
        const isTold = await this.#tellOne(next);
        if (!isTold || this.#isClosed) return;
        this.#onTold(next);
      }
    } finally {
      // In the same turn in which nothing was found: whatever comes later finds it free.
      this.#isTelling = false;
    }
  }

  /** Whether this need not be told again. */
  async #tellOne(acknowledgement: CommandAcknowledgement): Promise<boolean> {
    const { transport, log } = this.#parts;
    try {
      await transport.sendAcknowledgement(acknowledgement);
      return true;
    } catch (error) {
      if (!(error instanceof TransportError) || error.failure !== 'rejected') return false;
      const { command_id: command } = acknowledgement;
      log.warn({ command, err: error }, 'The house does not know this command');
      return true;
    }
  }

  #findUntold(): CommandAcknowledgement | undefined {
    for (const { untold } of this.#parts.commands.list()) if (untold[0]) return untold[0];
    for (const { untold } of this.#refused?.values() ?? []) if (untold[0]) return untold[0];
    return undefined;
  }

  #onTold({ command_id, step }: CommandAcknowledgement): void {
    const record = this.#find(command_id);
    if (record === undefined) return;
    this.#saveTold({ ...record, untold: record.untold.filter((one) => one.step !== step) });
  }

  async finish(): Promise<void> {
    this.#isFinishing = true;
    await this.#running;
  }

  close(): void {
    this.#isClosed = true;
  }
}

/** Creates the command desk of one agent. `onEnd` is called at the end of each command. */
export function createCommandDesk(parts: AgentDependencies, onEnd: () => void): CommandDesk {
  return new JournalledDesk(parts, onEnd);
}
