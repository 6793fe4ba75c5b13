/** Something that the program's author should know; told once for each `code` and `path`. */
export interface Problem {
  /** A code of HOMEPOT's error table, or one of the SDK: `unreachable`, `records_dropped`, `not_configured`, `internal`. */
  readonly code: string;
  /** What happened, in a sentence. */
  readonly message: string;
  /** The field at fault, e.g. `records[3].status_code`. */
  readonly path?: string | undefined;
  /** The HTTP status, where the server answered. */
  readonly status?: number | undefined;
}

/** How the SDK is set up. Only `url` and `key` are needed. */
export interface HomepotOptions {
  /** Where the server is, e.g. `https://homepot.example.com`. Without it nothing is sent. */
  readonly url: string | undefined;
  /** A key of scope `ingest`. Without it nothing is sent. */
  readonly key: string | undefined;
  /** The name of this program, in the column `service` of requests. */
  readonly service?: string | undefined;
  /** Told what is wrong, each thing once. By default a warning of the process. */
  readonly onProblem?: ((problem: Problem) => void) | undefined;
  /** Records that wait for the server at most. */
  readonly recordsMax?: number | undefined;
  /** Bytes that they take at most. */
  readonly bytesMax?: number | undefined;
  /** So many records are sent at once. */
  readonly batchRecords?: number | undefined;
  /** What waits is sent after so many milliseconds at the latest. */
  readonly flushIntervalMs?: number | undefined;
  /** How long an answer is waited for. */
  readonly sendTimeoutMs?: number | undefined;
  /** Signals on which what waits is sent before the process ends as it would have. */
  readonly signals?: readonly NodeJS.Signals[] | undefined;
  /** How long the end of the process may be held up by what still waits; 0 for not at all. */
  readonly exitTimeoutMs?: number | undefined;
}

/** The options with their defaults. */
export interface Settings {
  readonly url: URL | undefined;
  /** Why nothing can be sent, where `url` is undefined. */
  readonly fault: string | undefined;
  readonly key: string;
  readonly service: string | undefined;
  readonly onProblem: (problem: Problem) => void;
  readonly recordsMax: number;
  readonly bytesMax: number;
  readonly batchRecords: number;
  readonly flushIntervalMs: number;
  readonly sendTimeoutMs: number;
  readonly signals: readonly NodeJS.Signals[];
  readonly exitTimeoutMs: number;
}

function warn({ code, message, path }: Problem): void {
  const place = path === undefined ? '' : ` (${path})`;
  process.emitWarning(`HOMEPOT: ${message}${place}`, { code: `HOMEPOT_${code.toUpperCase()}` });
}

function readUrl(text: string | undefined): URL | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

const isKey = (key: string | undefined): key is string =>
  typeof key === 'string' && /^[\x21-\x7e]+$/.test(key);

/** What keeps these from being sent with. Neither is repeated: a key, and a password in a URL, are secret. */
function findFault(url: string | undefined, key: string | undefined): string | undefined {
  if (!url) return '`url` is not given (HOMEPOT_URL for `fromEnvironment()`)';
  if (readUrl(url) === undefined) return '`url` must be like http://HOST:PORT or https://HOST';
  if (!key) return '`key` is not given (HOMEPOT_KEY for `fromEnvironment()`)';
  return isKey(key) ? undefined : '`key` holds characters that no key has';
}

const positive = (value: number | undefined, otherwise: number): number =>
  value !== undefined && Number.isFinite(value) && value > 0 ? value : otherwise;

/** Fills in the defaults. A URL or key that cannot be used leaves `url` undefined; nothing throws. */
export function readSettings(options: HomepotOptions): Settings {
  const { key, exitTimeoutMs } = options;
  return {
    url: isKey(key) ? readUrl(options.url) : undefined,
    fault: findFault(options.url, key),
    key: isKey(key) ? key : '',
    service: options.service,
    onProblem: options.onProblem ?? warn,
    recordsMax: positive(options.recordsMax, 10_000),
    bytesMax: positive(options.bytesMax, 16_777_216),
    batchRecords: positive(options.batchRecords, 100),
    flushIntervalMs: positive(options.flushIntervalMs, 5_000),
    sendTimeoutMs: positive(options.sendTimeoutMs, 10_000),
    signals: options.signals ?? ['SIGTERM'],
    exitTimeoutMs: exitTimeoutMs === 0 ? 0 : positive(exitTimeoutMs, 2_000),
  };
}
