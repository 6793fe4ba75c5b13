import type { Logger } from 'pino';
import { pino } from 'pino';

export type Log = Logger;

/**
 * A structured log on standard error; `level` as in the setting LOG_LEVEL. When nobody reads it any
 * more, its lines are lost and nothing else.
 */
export function createLog(level: string): Log {
  const destination = pino.destination({ fd: 2, sync: false });
  destination.on('error', () => undefined);
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: ['req.headers.authorization', 'req.headers.cookie', 'req.headers["x-api-key"]'],
      },
    },
    destination,
  );
}
