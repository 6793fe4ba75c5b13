import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { chooseDataFolder } from '@homepot/catalogue';

/** What the commands read from the environment, in this file only. */
export interface Environment {
  /** HOMEPOT_URL: the server to talk to, instead of the one on this machine. */
  readonly url: string | undefined;
  /** HOMEPOT_KEY: the key to send to it. */
  readonly key: string | undefined;
  /** PORT, where it is set. */
  readonly port: string | undefined;
  /** The folder of the server on this machine; the same rule as the server's own. */
  readonly dataDir: string;
  /** Whether colour may be used on a terminal. */
  readonly colour: boolean;
}

function readDataDir(given: string | undefined): string {
  const machine = { isRoot: process.getuid?.() === 0, homeFolder: homedir() };
  return resolve(chooseDataFolder(given, machine));
}

/** Reads the environment of this process. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  return {
    url: variables.HOMEPOT_URL || undefined,
    key: variables.HOMEPOT_KEY || undefined,
    port: variables.PORT || undefined,
    dataDir: readDataDir(variables.DATA_DIR),
    colour: !variables.NO_COLOR && variables.TERM !== 'dumb',
  };
}

/** The environment of this process with more beside it, for a program that it starts. */
export const inheritEnvironment = (more: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...process.env,
  ...more,
});
