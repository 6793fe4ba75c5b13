import { chownSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { writeAtomically } from '../disk/write-atomically.ts';
import type { Credentials } from '../transports/credentials.ts';
import { SettingsError } from './settings-error.ts';

/** Who this device is, and where its house is; made at enrolment. */
export interface Identity extends Credentials {
  readonly url: string;
  /** Where to report over MQTT; undefined where the house has that switched off. */
  readonly mqttUrl: string | undefined;
  readonly reportIntervalSeconds: number;
}

const fileIn = (folder: string) => join(folder, 'identity.json');

/** What root writes belongs to whom the folder belongs to: a service has a user of its own. */
function giveToOwner(folder: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(folder);
  chownSync(fileIn(folder), uid, gid);
}

/** Writes the identity, for the eyes of the owner of the folder only. */
export function writeIdentity(folder: string, identity: Identity): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeAtomically(fileIn(folder), Buffer.from(`${JSON.stringify(identity, null, 2)}\n`), 0o600);
  giveToOwner(folder);
}

/** Reads the identity. Throws a SettingsError where this device is not enrolled. */
export function readIdentity(folder: string): Identity {
  let text: string;
  try {
    text = readFileSync(fileIn(folder), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new SettingsError(`${fileIn(folder)} cannot be read: ${String(error)}`);
    }
    throw new SettingsError(
      `This device is not enrolled: there is no identity.json in ${folder}.\n` +
        'Make a token on the house with `homepot devices enrol-token --site SITE`, then here:\n' +
        `homepot agent enrol --url URL --token TOKEN --folder ${folder}`,
    );
  }
  try {
    return JSON.parse(text) as Identity;
  } catch {
    throw new SettingsError(`${fileIn(folder)} is damaged. Enrol the device again.`);
  }
}
