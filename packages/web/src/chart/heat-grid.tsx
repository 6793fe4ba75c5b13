import { useScrollable } from '../components/use-scrollable.ts';
import './heat-grid.css';

interface HeatGridProps {
  /** What it shows, for readers. */
  readonly label: string;
  /** From the top. */
  readonly rows: readonly string[];
  /** From the left; an empty text is not written. */
  readonly columns: readonly string[];
  /** The value of a cell; null where there is none. */
  readonly value: (row: number, column: number) => number | null;
  /** What a cell says to pointer and reader. */
  readonly text: (row: number, column: number, value: number) => string;
  /** One sentence that says the point. */
  readonly summary?: string;
  readonly cellHeight?: number;
}

const steps = 5;

/** Values in rows and columns, the darker the greater, in five steps of the accent. */
export function HeatGrid({
  label,
  rows,
  columns,
  value,
  text,
  summary,
  cellHeight = 16,
}: HeatGridProps) {
  const frame = useScrollable<HTMLDivElement>();
  let greatest = 0;
  rows.forEach((_row, row) => {
    columns.forEach((_column, column) => {
      greatest = Math.max(greatest, value(row, column) ?? 0);
    });
  });
  const stepOf = (amount: number): number =>
    amount <= 0 || greatest === 0 ? 0 : Math.min(Math.ceil((steps * amount) / greatest), steps);
  return (
    <figure class="heat-grid">
      <div class="heat-grid-frame" ref={frame}>
        <table aria-label={label}>
          <tbody>
            {rows.map((name, row) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {columns.map((column, at) => {
                  const amount = value(row, at);
                  const words = amount === null ? 'nothing' : text(row, at, amount);
                  return (
                    <td
                      // Columns without a name are known by their place alone.
                      key={`${at} ${column}`}
                      class={`heat-grid-${stepOf(amount ?? 0)}`}
                      style={{ height: `${cellHeight}px` }}
                      title={words}
                    >
                      <span class="sr-only">{words}</span>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr class="heat-grid-names">
              <td />
              {columns.map((column, at) => (
                <td key={`${at} ${column}`}>{column}</td>
              ))}
            </tr>
          </tfoot>
        </table>
      </div>
      {summary !== undefined && <figcaption class="quiet">{summary}</figcaption>}
    </figure>
  );
}
