import { formatClock } from '../../time/format-time.ts';
import { useZone } from '../../time/use-zone.ts';
import { describeRow } from './describe-row.ts';
import type { TailLine } from './use-tail.ts';
import './tail.css';

interface TailLinesProps {
  readonly table: string;
  /** The newest first. */
  readonly lines: readonly TailLine[];
}

/** How a line is coloured: what went wrong stands out. */
function toneOf({ row }: TailLine): string {
  if (row.is_healthy === false || row.severity === 'critical' || row.severity === 'error')
    return 't-bad';
  if (row.success === false || row.status === 'failed' || Number(row.status_code) >= 500)
    return 't-bad';
  if (row.severity === 'warning' || Number(row.status_code) >= 400) return 't-warn';
  return '';
}

/** Lines of a tail. */
export function TailLines({ table, lines }: TailLinesProps) {
  const { zone } = useZone();
  return (
    <ol class="tail" aria-label="Rows, the newest first">
      {lines.map((line) => {
        const at = Date.parse(String(line.row.timestamp ?? line.row.created_at ?? ''));
        return (
          <li key={line.key} class={toneOf(line)}>
            <time class="faint">{Number.isNaN(at) ? '' : formatClock(at, zone, true)}</time>
            <span>{describeRow(table, line.row)}</span>
          </li>
        );
      })}
    </ol>
  );
}
