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
  /** What became of the records that came in, by the fates of the accounts. */
  readonly records: Readonly<Record<string, number>>;
}

/** Reads the numbers that `status` shows out of the Prometheus text of a server. */
export function readServerFigures(text: string): ServerFigures {
  const samples = parseSamples(text);
  const sum = (name: string) =>
    samples.reduce((total, sample) => total + (sample.name === name ? sample.value : 0), 0);
  const fates = ['received', 'stored', 'duplicate', 'filtered', 'quarantined', 'rejected'];
  return {
    spoolBytes: sum('homepot_spool_bytes'),
    lagEntries: sum('homepot_spool_lag_entries'),
    records: {
      ...Object.fromEntries(fates.map((fate) => [fate, sum(`homepot_records_${fate}_total`)])),
      in_spool: sum('homepot_records_in_spool'),
    },
  };
}

/** Records of one table that are durable and not yet in the database. */
export function readInSpool(text: string, table: string): number {
  return parseSamples(text)
    .filter((sample) => sample.name === 'homepot_records_in_spool')
    .filter((sample) => sample.labels.includes(`table="${table}"`))
    .reduce((sum, sample) => sum + sample.value, 0);
}
