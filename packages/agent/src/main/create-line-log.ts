import type { AgentLog } from '../log.ts';

const levels = ['debug', 'info', 'warn', 'error'] as const;

/** A level of the log. */
export type LogLevel = (typeof levels)[number];

/** Errors as text; their stacks only where something is looked for. */
function readable(fields: Readonly<Record<string, unknown>>, hasStacks: boolean) {
  const { err, ...rest } = fields;
  if (!(err instanceof Error)) return fields;
  return { ...rest, error: hasStacks ? (err.stack ?? err.message) : err.message };
}

/** A log of JSON lines, from `level` upwards. */
export function createLineLog(level: LogLevel, write: (line: string) => void): AgentLog {
  const writerOf = (name: LogLevel): AgentLog['info'] => {
    if (levels.indexOf(name) < levels.indexOf(level)) return () => undefined;
    return (fields, message) => {
      const line = { time: new Date().toISOString(), level: name, message };
      write(`${JSON.stringify({ ...line, ...readable(fields, level === 'debug') })}\n`);
    };
  };
  return {
    debug: writerOf('debug'),
    info: writerOf('info'),
    warn: writerOf('warn'),
    error: writerOf('error'),
  };
}
