import type { Trust } from '@homepot/catalogue';
import { callerLimits } from '@homepot/catalogue';
import { fingerprintOf } from '../fingerprint/explain-error.ts';
import { readGivenFingerprint } from '../fingerprint/given-fingerprint.ts';
import { redactText } from '../redact/redact-text.ts';
import type { CompiledTable } from './compile-table.ts';
import type { EncodeContext } from './encode-context.ts';
import type { Fault } from './fault.ts';
import { fault } from './fault.ts';
import { parseInstant } from './parse-instant.ts';

/** Fills in what follows from other values of a row, before it is encoded. */
export type Derivation = (values: unknown[], context: EncodeContext) => Fault | undefined;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const microsOf = (value: unknown): number =>
  typeof value === 'string' ? parseInstant(value) : Number.NaN;

type Slots = (name: string) => number;

const strangeFingerprint = fault(
  'fingerprint_invalid',
  'fingerprint',
  `must have at most ${callerLimits.fingerprintCharactersMax} letters, digits and . : - _`,
);

/** Errors that anybody may have made up never share a group with those of proven senders. */
const kindOf = (category: string, trust: Trust): string =>
  trust === 'trusted' ? category : `${category} of ${trust}`;

function deriveErrorLog(slot: Slots, { table }: CompiledTable): Derivation {
  const aliases = table.columns.category?.aliases ?? {};
  const category = slot('category');
  const errorCode = slot('error_code');
  const message = slot('error_message');
  const stackTrace = slot('stack_trace');
  const fingerprint = slot('fingerprint');
  return (values, context) => {
    const given = textOf(values[category]);
    const redacted = {
      error_message: redactText(textOf(values[message])),
      stack_trace: redactText(textOf(values[stackTrace])),
    };
    // These two are the longest texts there are: their columns write what was redacted here.
    context.redacted = redacted;
    const sent = values[fingerprint];
    // What is no text is told by its column.
    if (sent !== undefined && sent !== null && typeof sent !== 'string') return undefined;
    const known = typeof sent === 'string' ? readGivenFingerprint(sent) : undefined;
    if (known === false) return strangeFingerprint;
    values[fingerprint] =
      known ??
      fingerprintOf({
        category: kindOf(aliases[given] ?? given, context.trust),
        errorCode: textOf(values[errorCode]),
        message: redacted.error_message,
        stackTrace: redacted.stack_trace,
      });
    return undefined;
  };
}

const durationMsMax = 2_147_483_647;

function durationOf(start: unknown, end: unknown): number | Fault | undefined {
  const millis = Math.round((microsOf(end) - microsOf(start)) / 1_000);
  // An instant that is none is told by its own column.
  if (Number.isNaN(millis)) return undefined;
  if (millis >= 0 && millis <= durationMsMax) return millis;
  return fault('number_out_of_range', 'end_time', 'must lie within 24 days after start_time');
}

function deriveToolUsage(slot: Slots): Derivation {
  const time = slot('timestamp');
  const start = slot('start_time');
  const end = slot('end_time');
  const duration = slot('duration_ms');
  const success = slot('success');
  const outcome = slot('outcome');
  return (values) => {
    values[time] ??= values[start];
    if (typeof values[outcome] === 'string') {
      values[success] ??= values[outcome] === 'ok';
    } else if (typeof values[success] === 'boolean') {
      values[outcome] ??= values[success] ? 'ok' : 'tool_error';
    }
    const millis = durationOf(values[start], values[end]);
    values[duration] = typeof millis === 'number' ? millis : undefined;
    return typeof millis === 'object' ? millis : undefined;
  };
}

const derivations: Readonly<
  Record<string, ((slot: Slots, compiled: CompiledTable) => Derivation) | undefined>
> = {
  error_logs: deriveErrorLog,
  tool_usage_logs: deriveToolUsage,
};

/** The derivation of a table, if it has derived columns. */
export function createDerivation(compiled: CompiledTable): Derivation | undefined {
  const slot: Slots = (name) => {
    const found = compiled.slotOf.get(name);
    if (found === undefined) throw new Error(`${compiled.table.name} has no ${name}`);
    return found;
  };
  return derivations[compiled.table.name]?.(slot, compiled);
}
