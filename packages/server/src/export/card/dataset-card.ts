import type { Json } from '@homepot/catalogue';
import type { Manifest } from './manifest.ts';

type Field = Readonly<Record<string, Json>>;

const row = (cells: readonly unknown[]): string =>
  `| ${cells.map((cell) => String(cell ?? '').replaceAll('|', '\\|')).join(' | ')} |`;

function table(heads: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [row(heads), row(heads.map(() => '---')), ...rows.map(row)].join('\n');
}

/** Rows by table and part. */
function amounts({ files }: Manifest): string {
  const sums = new Map<string, { table: string; split: string; rows: number; files: number }>();
  for (const { table: name, split, rows } of files) {
    if (name === null) continue;
    const key = `${name}/${split ?? ''}`;
    const sum = sums.get(key) ?? {
      table: String(name),
      split: String(split ?? ''),
      rows: 0,
      files: 0,
    };
    sum.rows += Number(rows);
    sum.files += 1;
    sums.set(key, sum);
  }
  const lines = [...sums.values()].map((sum) => [sum.table, sum.split, sum.rows, sum.files]);
  return table(['table', 'part', 'rows', 'files'], lines);
}

function columnsOf([name, columns]: readonly [string, readonly Field[]]): string {
  const lines = columns.map((column) => [
    `\`${column.name}\``,
    column.type,
    column.treatment ?? column.role,
    column.description,
  ]);
  return `### ${name}\n\n${table(['column', 'type', 'made by', 'meaning'], lines)}`;
}

const reading: Readonly<Record<string, string>> = {
  parquet: `duckdb -c "SELECT count(*) FROM read_parquet('TABLE/**/*.parquet')"`,
  csv: `duckdb -c "SELECT count(*) FROM read_csv('TABLE/**/*.csv')"`,
  ndjson: `duckdb -c "SELECT count(*) FROM read_ndjson('TABLE/**/*.ndjson')"`,
};

function splitText({ split }: Manifest): string {
  if (split === null) return 'The data are not split.';
  const { by, boundaries } = split as unknown as { by: string; boundaries: readonly Field[] };
  if (by !== 'time') return `Split by ${by}: all rows of one ${by} are in the same part.`;
  const parts = boundaries.map(({ split: name, from, until }) => `${name}: ${from} to ${until}`);
  return `Split by time, in whole days (UTC). ${parts.join('; ')}. Features whose labels look over the end of a part are left out.`;
}

function qualityText({ quality }: Manifest): string {
  const { trust_score: score } = (quality ?? {}) as Field;
  return score === null || score === undefined
    ? 'The data were not judged; `quality.json` says why, and what is missing.'
    : `Trust score ${score} of 100. \`quality.json\` holds the findings and what is missing.`;
}

/** What a person should know who gets the data set: `README.md`. */
export function writeDatasetCard(manifest: Manifest): string {
  const { pseudonyms, k_anonymity: anonymity, range } = manifest;
  return `# ${manifest.export_id}

Rows of a retail fleet, collected by HOMEPOT: ${range.from} to ${range.to}, of provenance
${manifest.provenance.join(', ')}. Written by ${manifest.engine} at ${manifest.created_at}. Rows that arrived after
${manifest.complete_until} are not in it.${manifest.since === null ? '' : ` It goes on from ${manifest.since}.`}

${amounts(manifest)}

## Reading it

\`\`\`sh
${reading[manifest.format] ?? ''}
\`\`\`

\`manifest.json\` lists every file with its rows, bytes and SHA-256. It was written last: without it the
data set is not complete.

## Parts

${splitText(manifest)}

## Who is in it

Nobody is named. People, sessions and networks are pseudonyms (${pseudonyms.algorithm}). ${pseudonyms.joins}
Free text and JSON are left out or reduced to what the tables below say. Instants in tables about people:
${manifest.time_precision}. Rows whose quasi-identifiers fewer than ${anonymity.k} people share were left out: ${anonymity.suppressed_rows} of them.

Pseudonyms are no anonymity. Who knows what somebody did, and when, may still find their rows. Keep the
data set as you would keep the data that it was made of, use it for what it was made for, and do not try to
find out who anybody is.

## How good it is

${qualityText(manifest)}

## Columns

${Object.entries(manifest.schema).map(columnsOf).join('\n\n')}
`;
}
