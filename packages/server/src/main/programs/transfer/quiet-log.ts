import type { Log } from '../../../kernel/index.ts';

/** The log without what goes well: whoever waits for a command reads its progress in place of it. */
export const quietLog = (log: Log): Log =>
  log.level === 'info' ? log.child({}, { level: 'warn' }) : log;
