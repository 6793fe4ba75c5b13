import type { Status } from './status-mark.tsx';
import './status-cells.css';

const glyphs: Readonly<Record<Status, string>> = {
  online: '',
  degraded: '!',
  error: '×',
  offline: '–',
  maintenance: 'm',
  unknown: '?',
};

interface StatusCellsProps {
  readonly cells: readonly {
    readonly id: string;
    readonly status: Status;
    readonly href?: string;
    /** What the pointer is told besides id and state, e.g. since when. */
    readonly detail?: string;
  }[];
  /** Of a place that is closed: nothing here is wrong. */
  readonly isFaded?: boolean;
  /** Cells that are not shown. */
  readonly more?: number;
}

/** One small square a device, its state as colour and sign, its name and state for pointer and reader. */
export function StatusCells({ cells, isFaded = false, more = 0 }: StatusCellsProps) {
  return (
    <span class={isFaded ? 'status-cells status-cells-faded' : 'status-cells'}>
      {cells.map(({ id, status, href, detail }) => {
        const title = `${id}: ${status}${detail === undefined ? '' : `, ${detail}`}`;
        const style = `status-cells-cell status-cells-${status}`;
        return href === undefined ? (
          <i key={id} class={style} title={title} role="img" aria-label={title}>
            {glyphs[status]}
          </i>
        ) : (
          <a key={id} class={style} title={title} href={href}>
            <i aria-hidden="true">{glyphs[status]}</i>
            <span class="sr-only">{title}</span>
          </a>
        );
      })}
      {more > 0 && <span class="status-cells-more">+{more}</span>}
    </span>
  );
}
