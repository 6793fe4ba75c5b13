import type { Context } from '../context.ts';
import { cellOf } from '../format/cell.ts';
import type { ImportSummary, RejectedLine } from './import-summary.ts';
import { standardInput } from './open-source.ts';
import { formatSeconds } from './progress.ts';

/** What is printed besides the counts. */
export interface ImportFacts {
  readonly table: string;
  readonly json: boolean;
  readonly dryRun: boolean;
  readonly historical: boolean;
  /** Whether it ended before the files did. */
  readonly interrupted: boolean;
  /** Whether running it again as it is makes sense. */
  readonly resumable: boolean;
  /** Records of the table that are durable and not yet in the database, where that is known. */
  readonly inSpool: number | undefined;
  readonly seconds: number;
}

const number = (value: number): string => value.toLocaleString('en');

function countLines(summary: ImportSummary, facts: ImportFacts): readonly string[] {
  const rate = facts.seconds > 0 ? summary.records / facts.seconds : 0;
  const took = `${formatSeconds(facts.seconds)}, ${number(Math.round(rate))}/s`;
  const counts: [string, number][] = facts.dryRun
    ? [['valid here', summary.records - summary.rejected]]
    : [
        ['accepted', summary.accepted],
        ['duplicate', summary.duplicate],
        ['filtered', summary.filtered],
        ['quarantined', summary.quarantined],
      ];
  counts.push(['rejected', summary.rejected]);
  const width = Math.max(...counts.map(([, count]) => number(count).length));
  const lines = counts.map(([name, count]) => `  ${number(count).padStart(width)}  ${name}`);
  const what = facts.dryRun ? 'checked for' : 'sent to';
  return [`${number(summary.records)} records ${what} ${facts.table} in ${took}`, ...lines];
}

/** Answers come in any order; people read a file from its beginning. */
const inOrder = (lines: readonly RejectedLine[]): readonly RejectedLine[] =>
  lines.toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line);

function sayRejected(context: Context, summary: ImportSummary): void {
  for (const { file, line, code, path, message } of inOrder(summary.rejectedLines)) {
    const where = path === '' ? code : `${code} ${path}`;
    const name = file === standardInput ? 'stdin' : file;
    context.output.say(cellOf(`${name}:${line}: ${where}: ${message}`));
  }
  const more = summary.rejected - summary.rejectedLines.length;
  if (more > 0) context.output.say(`... and ${number(more)} more.`);
}

function sayNext(context: Context, summary: ImportSummary, facts: ImportFacts): void {
  const { output } = context;
  if (facts.resumable && !facts.dryRun) {
    output.say('Not finished. Run the same command again: what is stored is not stored twice.');
  }
  if (facts.inSpool !== undefined && facts.inSpool > 0) {
    output.say(
      `${number(facts.inSpool)} records are safe in the spool and not in the database yet.`,
    );
  }
  if (summary.quarantined > 0 && !facts.historical) {
    output.say(
      'Quarantined records lie outside the time window. Old files go in with --historical.',
    );
  }
}

/** Prints what became of an import: the counts to stdout, the rejected and what to do to stderr. */
export async function printImport(
  context: Context,
  summary: ImportSummary,
  facts: ImportFacts,
): Promise<void> {
  sayRejected(context, summary);
  if (facts.json) {
    const { rejectedLines, ...counts } = summary;
    const { table, historical, interrupted, dryRun, seconds } = facts;
    const told = {
      table,
      ...counts,
      rejected_lines: inOrder(rejectedLines),
      historical,
      interrupted,
    };
    const rounded = Math.round(seconds * 1000) / 1000;
    await context.output.line(JSON.stringify({ ...told, dry_run: dryRun, seconds: rounded }));
  } else await context.output.line(countLines(summary, facts).join('\n'));
  sayNext(context, summary, facts);
}
