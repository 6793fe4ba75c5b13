/** Rows that came from one place. */
interface RowsSource {
  readonly from: 'database' | 'archive';
  readonly file?: string;
  readonly rows: number;
}

/** Adds up, over the pages of a list, where its rows came from. */
export interface SourceCount {
  add(source: RowsSource): void;
  /** `240 rows came from the database, 80 from device_metrics/….parquet.` */
  inWords(): string;
}

export function createSourceCount(): SourceCount {
  const counts = new Map<string, number>();
  return {
    add({ from, file, rows }) {
      const place = from === 'database' ? 'the database' : (file ?? 'the archive');
      counts.set(place, (counts.get(place) ?? 0) + rows);
    },
    inWords() {
      const parts = [...counts].map(([place, rows]) => `${rows} from ${place}`);
      return parts.length === 0
        ? 'There are none in the archive either.'
        : `Rows: ${parts.join(', ')}.`;
    },
  };
}
