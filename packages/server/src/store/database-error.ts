/**
 * What to do about an error of the database. `retry`: the same may succeed later, and nothing is
 * wrong with the rows. `partition`: nothing is wrong with them either, nor is the database away, but
 * waiting alone does not help: what takes rows of their time is to be made first. `data`: PostgreSQL
 * refuses these rows, now and always. `internal`: a fault of the program or of the database itself, for
 * people to look at.
 */
export type DatabaseErrorClass = 'retry' | 'partition' | 'data' | 'internal';

/** Classes (the first two characters) and whole codes of SQLSTATE, and what they mean here. */
const classes: Readonly<Record<string, DatabaseErrorClass>> = {
  '08': 'retry', // connection
  '40': 'retry', // deadlock, serialization
  '53': 'retry', // disk full, memory, connections
  '55': 'retry', // lock timeout, object in use
  '57': 'retry', // shut down, starting up, cancelled by a timeout
  '58030': 'retry', // input or output failed
  '25006': 'retry', // read-only: a failover is under way
  '25P03': 'retry', // idle in transaction for too long
  '22': 'data',
  '23': 'data',
  '54': 'data', // a value beyond what PostgreSQL can keep or index
};

/** How node:net, node:dns and node:tls name a connection that is not there. */
const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
]);

/** pg gives its own connection errors no code. */
const connectionMessage =
  /^(connection terminated|timeout exceeded when trying to connect|timeout expired|query read timeout|client has encountered a connection error|client was closed|connection ended|cannot use a pool after calling end)/i;

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The SQLSTATE of an error that PostgreSQL sent, five characters. */
export function sqlState(error: unknown): string | undefined {
  const code = codeOf(error);
  const sent = error instanceof Error && 'severity' in error;
  return sent && code !== undefined && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** Whether PostgreSQL ended a statement that took longer than it may, or that was taken back. */
export const isCancelled = (error: unknown): boolean => sqlState(error) === '57014';

/**
 * Whether a row had no partition to go to. PostgreSQL calls it a check violation, but names no
 * constraint; the row is good, and goes in once the partition is made again.
 */
export function isPartitionMissing(error: unknown): boolean {
  if (sqlState(error) !== '23514' || !(error instanceof Error)) return false;
  return 'constraint' in error ? error.constraint === undefined : true;
}

/** Says what to do about an error that a query, a COPY or a transaction threw. */
export function classifyDatabaseError(error: unknown): DatabaseErrorClass {
  const state = sqlState(error);
  if (state !== undefined) {
    if (isPartitionMissing(error)) return 'partition';
    return classes[state] ?? classes[state.slice(0, 2)] ?? 'internal';
  }
  if (connectionCodes.has(codeOf(error) ?? '')) return 'retry';
  return error instanceof Error && connectionMessage.test(error.message) ? 'retry' : 'internal';
}
