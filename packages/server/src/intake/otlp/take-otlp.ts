import { createHash, randomUUID } from 'node:crypto';
import type { BatchAnswer } from '../batch-answer.ts';
import type { Intake, TogetherPart } from '../create-intake.ts';
import type { Sender } from '../sender.ts';
import type { OtlpEncoding, Signal } from './decode-otlp.ts';
import { decodeOtlp } from './decode-otlp.ts';
import type { Fields } from './fields.ts';
import { logRows } from './log-rows.ts';
import { metricRows } from './metric-rows.ts';
import type { OtlpRow, OtlpRows } from './otlp-rows.ts';
import { spanRows } from './span-rows.ts';

/** A request as it came in. */
export interface OtlpRequest {
  readonly signal: Signal;
  readonly encoding: OtlpEncoding;
  readonly bytes: Buffer;
}

/** What became of the items of a request. */
export interface OtlpOutcome {
  /** Items of which nothing, or not all, could be kept. */
  readonly rejected: number;
  /** What is wrong with the first of them. */
  readonly message: string | undefined;
}

const readers: Readonly<Record<Signal, (request: Fields) => OtlpRows>> = {
  traces: spanRows,
  logs: logRows,
  metrics: metricRows,
};

/**
 * The protocol has no id for a batch, but a client that sends again sends the same bytes, and two
 * requests with the same bytes tell the same: items have instants in nanoseconds, spans ids as well.
 * A script may leave them out: then the same error an hour later has the same bytes, and none is lost.
 */
function batchIdOf({ signal, bytes }: OtlpRequest, rows: readonly OtlpRow[]): string {
  const tellsWhen = signal === 'traces' || rows.some(({ row }) => row.timestamp !== undefined);
  if (!tellsWhen) return `otlp-${signal}-${randomUUID()}`;
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 40);
  return `otlp-${signal}-${digest}`;
}

function summarise(
  groups: readonly (readonly OtlpRow[])[],
  answers: readonly BatchAnswer[],
): OtlpOutcome {
  const items = new Set<number>();
  let message: string | undefined;
  for (const [i, { rejected }] of answers.entries()) {
    for (const fault of rejected) {
      const from = groups[i]?.[fault.index];
      if (from !== undefined) items.add(from.item);
      message ??= `${fault.path.replace('records', from?.table ?? 'records')}: ${fault.message}`;
    }
  }
  return { rejected: items.size, message };
}

/**
 * Takes a request: one batch with a part for each table, of which every row is judged by itself.
 * Throws a HomepotError where nothing of it could be looked at or kept.
 */
export async function takeOtlp(
  intake: Pick<Intake, 'submitTogether' | 'leaveOut'>,
  sender: Sender,
  request: OtlpRequest,
): Promise<OtlpOutcome> {
  const { signal, encoding, bytes } = request;
  const { rows, filtered } = readers[signal](decodeOtlp(signal, encoding, bytes));
  for (const [table, count] of filtered) intake.leaveOut(sender, table, count);
  if (rows.length === 0) return { rejected: 0, message: undefined };
  const groups = [...Map.groupBy(rows, ({ table }) => table).values()];
  const parts: TogetherPart[] = groups.map((group) => ({
    table: group[0]?.table ?? '',
    records: group.map(({ row }) => row),
  }));
  const id = batchIdOf(request, rows);
  return summarise(groups, await intake.submitTogether(sender, parts, id, { eachByItself: true }));
}
