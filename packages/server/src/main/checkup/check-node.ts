import process from 'node:process';
import type { Finding } from './finding.ts';
import { fail, ok } from './finding.ts';

const majorMin = 24;

/** The version of Node: older ones cannot run TypeScript as it is written here. */
export function checkNode(version: string = process.versions.node): Finding {
  const major = Number(version.split('.')[0]);
  return major >= majorMin
    ? ok('node', `Node ${version}`)
    : fail('node', `Node ${version}`, `Use Node ${majorMin} or newer; \`npm ci\` brings one.`);
}
