/** Where an error arose, as `error_logs.category` knows it. */
export type ErrorCategory =
  | 'api'
  | 'database'
  | 'external_service'
  | 'validation'
  | 'device'
  | 'frontend'
  | 'tool';

const sqlState = /^[0-9A-Z]{5}$/;
const network =
  /^(?:ECONN(?:REFUSED|RESET|ABORTED)|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|UND_ERR_\w+)$/;
const validation = /^(?:\$?Zod(?:Real)?Error|ValidationError|FST_ERR_VALIDATION|ERR_VALIDATION)$/;

/** Guesses where an error arose, by its code and name; `api` where nothing says otherwise. */
export function categoryOf(error: unknown): ErrorCategory {
  if (typeof error !== 'object' || error === null) return 'api';
  try {
    const { code, name, severity } = error as Record<'code' | 'name' | 'severity', unknown>;
    if (typeof code === 'string') {
      if (severity !== undefined && sqlState.test(code)) return 'database';
      if (network.test(code)) return 'external_service';
      if (validation.test(code)) return 'validation';
    }
    return typeof name === 'string' && validation.test(name) ? 'validation' : 'api';
  } catch {
    return 'api';
  }
}
