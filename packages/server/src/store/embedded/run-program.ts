import { spawn } from 'node:child_process';

/** The user and group that the database runs as. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** How a program ended, with everything that it said. */
export interface Ended {
  /** Exit code; -1 where it did not start or was killed. */
  readonly code: number;
  readonly output: string;
}

/** What every program of the database is started with: nothing of our own environment. */
export const programEnvironment = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' };

/** Runs a program to its end, as `account` where one is given. Never throws. */
export function runProgram(
  program: string,
  parameters: readonly string[],
  account?: Account,
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, [...parameters], {
      // The working folder of this process may be one that the account cannot enter.
      cwd: '/',
      env: programEnvironment,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(account && { uid: account.uid, gid: account.gid }),
    });
    let output = '';
    const hear = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', (error) => resolve({ code: -1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? -1, output: output.trim() }));
  });
}
