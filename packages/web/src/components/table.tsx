import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { useKeys } from '../keyboard/use-keys.ts';
import { useScrollable } from './use-scrollable.ts';
import './table.css';

export interface TableColumn<Row> {
  readonly name: string;
  readonly title: ComponentChildren;
  readonly cell: (row: Row) => ComponentChildren;
  /** Numbers stand at the right. */
  readonly isNumber?: boolean;
  /** Gives way where the window is narrow. */
  readonly isMinor?: boolean;
  readonly width?: string;
  /** The value of `sort` that this column's title asks for. */
  readonly sort?: string;
}

interface TableProps<Row> {
  /** What the table is about; read out, not shown. */
  readonly label: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Where a row leads; also by Enter. */
  readonly href?: (row: Row) => string | undefined;
  readonly onOpen?: (row: Row) => void;
  readonly selected?: string | undefined;
  readonly isFaded?: (row: Row) => boolean;
  readonly sort?: string;
  readonly onSort?: (sort: string) => void;
}

function Head<Row>({
  columns,
  sort,
  onSort,
}: Pick<TableProps<Row>, 'columns' | 'sort' | 'onSort'>) {
  return (
    <tr>
      {columns.map(({ name, title, isNumber, isMinor, width, sort: own }) => (
        <th
          key={name}
          scope="col"
          class={`${isNumber === true ? 'num' : ''}${isMinor === true ? ' table-minor' : ''}`}
          style={width === undefined ? undefined : { width }}
          aria-sort={own !== undefined && own === sort ? 'descending' : undefined}
        >
          {own === undefined || onSort === undefined ? (
            title
          ) : (
            <button type="button" onClick={() => onSort(own)}>
              {title}
            </button>
          )}
        </th>
      ))}
    </tr>
  );
}

/** Puts the focus on another row, if there is one. */
function moveFocus(body: HTMLElement | null, step: number): void {
  const rows = [...(body?.querySelectorAll<HTMLElement>('tr[tabindex]') ?? [])];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  rows[Math.min(Math.max(at + step, 0), rows.length - 1)]?.focus();
}

/** Rows; j and k go from one to the next, Enter opens. */
export function Table<Row>(props: TableProps<Row>) {
  const { label, columns, rows, rowKey, href, onOpen, selected, isFaded } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const frame = useScrollable<HTMLDivElement>();
  useKeys({
    'row-next': () => moveFocus(body.current, 1),
    'row-previous': () => moveFocus(body.current, -1),
  });
  const open = (row: Row, element: HTMLElement): void => {
    if (onOpen !== undefined) onOpen(row);
    else element.querySelector<HTMLElement>('a[href]')?.click();
  };
  return (
    <div class="table-frame" ref={frame}>
      <table class="table" aria-label={label}>
        <thead>
          <Head {...props} />
        </thead>
        <tbody ref={body}>
          {rows.map((row, place) => {
            const key = rowKey(row);
            const target = href?.(row);
            return (
              <tr
                key={key}
                // Where rows open and hold no link, Tab reaches the first, and keys the others from there.
                tabIndex={onOpen !== undefined && place === 0 ? 0 : -1}
                aria-selected={selected === undefined ? undefined : selected === key}
                class={`${isFaded?.(row) === true ? 'table-faded' : ''}${onOpen === undefined && target === undefined ? '' : ' table-open'}`}
                onKeyDown={(event) => {
                  if (event.key === 'Enter' && event.target === event.currentTarget)
                    open(row, event.currentTarget);
                }}
                onClick={(event) => {
                  const inner = (event.target as HTMLElement).closest(
                    'a,button,input,select,label',
                  );
                  if (inner === null && getSelection()?.isCollapsed !== false)
                    open(row, event.currentTarget);
                }}
              >
                {columns.map(({ name, cell, isNumber, isMinor }, at) => (
                  <td
                    key={name}
                    class={`${isNumber === true ? 'num' : ''}${isMinor === true ? ' table-minor' : ''}`}
                  >
                    {at === 0 && target !== undefined ? (
                      <a class="table-link" href={target}>
                        {cell(row)}
                      </a>
                    ) : (
                      cell(row)
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
