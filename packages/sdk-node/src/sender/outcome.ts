/** What became of one send of a batch. */
export type Outcome =
  /** The server took it; these records were not simply accepted. */
  | {
      readonly kind: 'taken';
      readonly duplicate: number;
      readonly rejected: number;
      readonly problem?: Refusal | undefined;
    }
  /** It will never be taken. */
  | { readonly kind: 'refused'; readonly problem: Refusal }
  /**
   * The same batch may be sent again: 408, 425, 429, 503, a lost connection, no answer in time, or
   * one that is not HOMEPOT's, such as a page that says that the site is being worked on.
   */
  | { readonly kind: 'again'; readonly afterMs: number | undefined; readonly reason: string };

/** In the words of the server. */
interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly path?: string | undefined;
  readonly status: number;
}

interface Problem {
  readonly code?: unknown;
  readonly title?: unknown;
  readonly detail?: unknown;
  readonly path?: unknown;
  readonly message?: unknown;
}

interface BatchAnswer {
  readonly duplicate?: unknown;
  readonly rejected?: unknown;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function refusalOf(problem: Problem, status: number): Refusal {
  const message = textOf(problem.detail) ?? textOf(problem.message) ?? textOf(problem.title);
  return {
    code: textOf(problem.code) ?? `http_${status}`,
    message: message ?? `the server answered ${status}`,
    path: textOf(problem.path),
    status,
  };
}

/** Milliseconds of a `Retry-After` header, which is a number of seconds or a date. */
function readRetryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

function readTaken(text: string, status: number): Outcome {
  const answer: BatchAnswer | undefined = parseObject(text);
  if (answer === undefined || !Array.isArray(answer.rejected)) {
    const reason = `${status}, which is not HOMEPOT’s answer; is this the address of its server?`;
    return { kind: 'again', afterMs: undefined, reason };
  }
  const first: unknown = answer.rejected[0];
  return {
    kind: 'taken',
    duplicate: typeof answer.duplicate === 'number' ? answer.duplicate : 0,
    rejected: answer.rejected.length,
    problem: typeof first === 'object' && first !== null ? refusalOf(first, status) : undefined,
  };
}

/** Too slow, too early, too many, not now. */
const passing = [408, 425, 429, 503];

/**
 * Reads an answer. A gateway that says 5xx in words of its own tells of itself and not of the batch,
 * so the batch goes again; where HOMEPOT itself says it, it is an outcome.
 */
export function readOutcome(status: number, retryAfter: string | undefined, text: string): Outcome {
  if (status >= 200 && status < 300) return readTaken(text, status);
  const problem = parseObject(text) ?? {};
  const isGateway = status >= 500 && textOf(problem.code) === undefined;
  if (passing.includes(status) || isGateway) {
    const afterMs = readRetryAfterMs(retryAfter, Date.now());
    return { kind: 'again', afterMs, reason: refusalOf(problem, status).message };
  }
  return { kind: 'refused', problem: refusalOf(problem, status) };
}
