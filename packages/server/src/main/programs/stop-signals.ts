import process from 'node:process';
import { exitCodes } from './exit-codes.ts';

/**
 * Resolves when the process is asked to end (Ctrl-C, or the SIGTERM of a supervisor). Asked a
 * second time, it ends at once; the spool keeps what was acknowledged.
 */
export function waitForStopSignal(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  let asked = false;
  const listen = (signal: NodeJS.Signals): void => {
    if (asked) process.exit(exitCodes.failed);
    asked = true;
    resolve(signal);
  };
  process.on('SIGINT', listen);
  process.on('SIGTERM', listen);
  return promise;
}

/** Resolves with an error that nobody caught: a bug, after which nothing can be relied on. */
export function waitForBug(): Promise<Error> {
  return new Promise((resolve) => {
    process.on('uncaughtException', resolve);
    process.on('unhandledRejection', (reason) => {
      resolve(reason instanceof Error ? reason : new Error(String(reason)));
    });
  });
}
