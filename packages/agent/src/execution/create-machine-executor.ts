import { existsSync, readFileSync, rmSync } from 'node:fs';
import { uptime } from 'node:os';
import process from 'node:process';
import type { CommandErrorCode, DeviceCommand } from '@homepot/catalogue';
import type { ExecutionResult, Executor } from '../commands/executor.ts';
import { describeError } from '../describe-error.ts';
import { writeAtomically } from '../disk/write-atomically.ts';
import { limits } from '../limits.ts';
import type { Clock } from '../scheduler.ts';
import { download } from './download.ts';
import { ExecutionError } from './execution-error.ts';
import type { Program } from './run-program.ts';
import { runProgram } from './run-program.ts';

/** What this device lets itself be told to do. Nothing of it comes over the network. */
export interface MachineExecutorOptions {
  /** Where configurations are written; without it `update_config` is not supported. */
  readonly configFile?: string;
  /** Is run after a configuration was written, with its path added. */
  readonly configHook?: Program;
  /** What `restart` runs; without it `restart` is not supported. */
  readonly restartProgram?: Program;
  /** What `run` runs, by the name of the action. */
  readonly actions: ReadonlyMap<string, Program>;
  readonly programTimeoutMs: number;
  /** Remembers the version of the configuration. */
  readonly stateFile: string;
  readonly ca?: string;
}

const unsupported = (message: string) => new ExecutionError('unsupported', message);

function readVersion(stateFile: string): string | undefined {
  try {
    const { config_version: version } = JSON.parse(readFileSync(stateFile, 'utf8'));
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}

/** The bytes of a configuration: those in the command, or those at its URL. */
async function fetchConfig({ payload, config_url: url }: DeviceCommand, ca: string | undefined) {
  if (payload.config !== undefined) return Buffer.from(JSON.stringify(payload.config, null, 2));
  if (url === undefined) {
    throw new ExecutionError('validation_failed', 'Neither `config_url` nor `payload.config`.');
  }
  return await download(url, ca);
}

function checkConfig(bytes: Buffer, { payload }: DeviceCommand): void {
  // Not `import`, which loads all of cryptography; most agents never come here.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (payload.sha256 !== undefined && String(payload.sha256).toLowerCase() !== digest) {
    throw new ExecutionError(
      'validation_failed',
      `Its SHA-256 is ${digest}, not what was announced.`,
    );
  }
  try {
    const value: unknown = JSON.parse(bytes.toString());
    if (typeof value !== 'object' || value === null) throw new Error('it is no object or array');
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new ExecutionError('validation_failed', `The configuration is not JSON: ${words}`, error);
  }
}

async function runOrThrow(
  code: CommandErrorCode,
  program: Program,
  timeoutMs: number,
): Promise<void> {
  const { isGood, words, output } = await runProgram(program, timeoutMs);
  if (isGood) return;
  const said = output === '' ? '' : `\n${output.slice(-limits.messageCharactersMax / 2)}`;
  throw new ExecutionError(code, `${program[0]} ${words}${said}`);
}

function restoreFile(path: string, before: Buffer | undefined): void {
  if (before === undefined) rmSync(path, { force: true });
  else writeAtomically(path, before, 0o644);
}

/**
 * Creates the executor of the machine that this runs on. A command names what is to be done; what is
 * run for it stands in the configuration of the device alone.
 *
 * update_config: download (or take from the payload), compare with `payload.sha256` where given, see
 * that it is JSON, replace the file in one step, run the hook. Where the hook fails, the file before
 * is put back. Codes: download_failed, validation_failed, hook_failed, program_failed, unsupported.
 */
export function createMachineExecutor(options: MachineExecutorOptions, clock: Clock): Executor {
  let version = readVersion(options.stateFile);

  async function updateConfig(command: DeviceCommand): Promise<void> {
    const { configFile, configHook, programTimeoutMs } = options;
    if (configFile === undefined) throw unsupported('This device has no `config_file`.');
    const bytes = await fetchConfig(command, options.ca);
    checkConfig(bytes, command);
    const before = existsSync(configFile) ? readFileSync(configFile) : undefined;
    writeAtomically(configFile, bytes, 0o644);
    if (configHook !== undefined) {
      try {
        await runOrThrow('hook_failed', [...configHook, configFile], programTimeoutMs);
      } catch (error) {
        restoreFile(configFile, before);
        throw error;
      }
    }
    version = command.config_version ?? version;
    const state = JSON.stringify({ config_version: version });
    writeAtomically(options.stateFile, Buffer.from(state), 0o600);
  }

  async function runNamed(program: Program | undefined, what: string): Promise<void> {
    if (program === undefined) throw unsupported(`This device is not set up for ${what}.`);
    await runOrThrow('program_failed', program, options.programTimeoutMs);
  }

  async function carryOut(command: DeviceCommand): Promise<void> {
    if (command.kind === 'update_config') return await updateConfig(command);
    if (command.kind === 'restart') return await runNamed(options.restartProgram, '`restart`');
    return await runNamed(options.actions.get(command.action), `the action "${command.action}"`);
  }

  return {
    configVersion: () => version,
    async execute(command): Promise<ExecutionResult> {
      try {
        await carryOut(command);
        return { outcome: 'applied', configVersion: version };
      } catch (error) {
        const code = error instanceof ExecutionError ? error.code : 'agent_failed';
        return { outcome: 'failed', error: describeError(code, error) };
      }
    },
    /** A restart that was asked for ends the agent in its middle: it is done if the machine is new. */
    recover(command, begunAtMs) {
      const switchedOnAtMs = clock.nowMs() - uptime() * 1_000;
      if (command.kind !== 'restart' || switchedOnAtMs < begunAtMs) return undefined;
      return { outcome: 'applied', configVersion: version };
    },
  };
}
