import type { ErrorExplanation } from '../../intake/index.ts';
import { explainError, givenFingerprintOf } from '../../intake/index.ts';
import { cutText } from '../../kernel/index.ts';

/** The first error of a group, as far as it is looked at. Its texts are redacted. */
export interface FirstError {
  readonly fingerprint: string;
  readonly happenedMs: number;
  readonly provenance: string;
  readonly category: string;
  readonly severity: string;
  readonly error_code: string | null;
  readonly error_message: string;
  readonly stack_trace: string | null;
}

/** A group that is to be entered. */
export interface NewGroup {
  readonly fingerprint: string;
  readonly title: string;
  readonly category: string;
  readonly severity: string;
  readonly errorType: string | null;
  readonly errorCode: string | null;
  readonly explanation: string;
  readonly provenance: string;
  readonly firstSeenMs: number;
}

const titleCharactersMax = 200;

function titleOf({ type }: ErrorExplanation, { error_code, error_message }: FirstError): string {
  const line = error_message.trim().split('\n', 1)[0] ?? '';
  const told =
    type === '' || type === error_code || line.includes(type) ? line : `${type}: ${line}`;
  return cutText(told === '' ? type || 'Error' : told, titleCharactersMax);
}

/** Makes the group of which this is the first error, with why others will join it. */
export function createNewGroup(error: FirstError): NewGroup {
  const explained = explainError({
    category: error.category,
    errorCode: error.error_code ?? '',
    message: error.error_message,
    stackTrace: error.stack_trace ?? '',
  });
  const given = givenFingerprintOf(error.fingerprint);
  const by = given === undefined ? { by: 'homepot' } : { by: 'sender', given };
  return {
    fingerprint: error.fingerprint,
    title: titleOf(explained, error),
    category: error.category,
    severity: error.severity,
    errorType: explained.type === '' ? null : explained.type,
    errorCode: error.error_code,
    explanation: JSON.stringify({ ...by, ...explained }),
    provenance: error.provenance,
    firstSeenMs: error.happenedMs,
  };
}
