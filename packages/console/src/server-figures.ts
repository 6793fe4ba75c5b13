/** One number of `/metrics`. */
interface Sample {
  readonly name: string;
  readonly labels: string;
  readonly value: number;
}

const line = /^([a-zA-Z_:][\w:]*)(\{.*\})? (\S+)/;

function parseSamples(text: string): readonly Sample[] {
  return text.split('\n').flatMap((row) => {
    const [, name, labels = '', value] = line.exec(row) ?? [];
    return name === undefined ? [] : [{ name, labels, value: Number(value) }];
  });
}

/** What a server counts of itself since its start. */
export interface ServerFigures {
  readonly spoolBytes: number;
  /** Entries that are durable and not yet in the database. */
  readonly lagEntries: number;
  /** Age of the oldest of them. */
  readonly lagSeconds: number;
  /** Seconds since 1970 at which the process began; 0 where it does not say. */
  readonly startedAtSeconds: number;
  /** What became of the records that came in, by the fates of the accounts. */
  readonly records: Readonly<Record<RecordFate | 'in_spool', number>>;
  /** Records that were stored, by table, but sample data; absent = none since the start. */
  readonly storedByTable: ReadonlyMap<string, number>;
}

const fates = ['received', 'stored', 'duplicate', 'filtered', 'quarantined', 'rejected'] as const;
type RecordFate = (typeof fates)[number];

const tableLabel = /\btable="([^"]*)"/;
const sampleDoor = 'door="sample"';

function sumByTable(samples: readonly Sample[], name: string): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const sample of samples) {
    const table = sample.name === name ? tableLabel.exec(sample.labels)?.[1] : undefined;
    if (table !== undefined) sums.set(table, (sums.get(table) ?? 0) + sample.value);
  }
  return sums;
}

/** Reads the numbers that `status` and `top` show out of the Prometheus text of a server. */
export function readServerFigures(text: string): ServerFigures {
  const samples = parseSamples(text);
  const valuesOf = (name: string) =>
    samples.filter((sample) => sample.name === name).map((sample) => sample.value);
  const sum = (name: string) => valuesOf(name).reduce((total, value) => total + value, 0);
  return {
    spoolBytes: sum('homepot_spool_bytes'),
    lagEntries: sum('homepot_spool_lag_entries'),
    lagSeconds: Math.max(0, ...valuesOf('homepot_spool_lag_seconds')),
    startedAtSeconds: sum('process_start_time_seconds'),
    records: {
      ...(Object.fromEntries(
        fates.map((fate) => [fate, sum(`homepot_records_${fate}_total`)]),
      ) as Record<RecordFate, number>),
      in_spool: sum('homepot_records_in_spool'),
    },
    storedByTable: sumByTable(
      samples.filter(({ labels }) => !labels.includes(sampleDoor)),
      'homepot_records_stored_total',
    ),
  };
}

/** Records of one table that are durable and not yet in the database. */
export function readInSpool(text: string, table: string): number {
  return sumByTable(parseSamples(text), 'homepot_records_in_spool').get(table) ?? 0;
}
