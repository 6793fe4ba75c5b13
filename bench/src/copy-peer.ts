import { once } from 'node:events';
import pg from 'pg';
import { from, to } from 'pg-copy-streams';

const columns = [
  'timestamp',
  'received_at',
  'provenance',
  'device_id',
  'cpu_percent',
  'memory_percent',
  'disk_percent',
  'network_latency_ms',
  'transaction_count',
  'transaction_volume',
  'currency',
  'error_rate',
  'active_connections',
  'queue_depth',
  'extra_metrics',
]
  .map((name) => `"${name}"`)
  .join(', ');

const headerBytes = 19;
const fieldCountBytes = 2;
const rowsPerTransaction = 10_000;
/** A tuple of -1 fields ends the stream. */
const trailer = Buffer.from([0xff, 0xff]);

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}

async function readCopy(client: pg.Client): Promise<Buffer> {
  const stream = client.query(
    to(`COPY (SELECT ${columns} FROM device_metrics ORDER BY id) TO STDOUT (FORMAT binary)`),
  );
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function endOfTuple(bytes: Buffer, start: number): number {
  let position = start + fieldCountBytes;
  for (let fields = bytes.readInt16BE(start); fields > 0; fields -= 1) {
    position += 4 + Math.max(0, bytes.readInt32BE(position));
  }
  return position;
}

/** Cuts a COPY stream into streams of `rowsPerTransaction` rows, each with header and trailer. */
function cut(bytes: Buffer): readonly Buffer[] {
  const header = bytes.subarray(0, headerBytes);
  const pieces: Buffer[] = [];
  let start = headerBytes;
  let position = start;
  let rows = 0;
  const close = () => {
    if (rows > 0) pieces.push(Buffer.concat([header, bytes.subarray(start, position), trailer]));
    [start, rows] = [position, 0];
  };
  while (bytes.readInt16BE(position) >= 0) {
    position = endOfTuple(bytes, position);
    rows += 1;
    if (rows === rowsPerTransaction) close();
  }
  close();
  return pieces;
}

async function writeCopies(client: pg.Client, pieces: Iterable<Buffer>): Promise<void> {
  for (const piece of pieces) {
    const stream = client.query(
      from(`COPY device_metrics (${columns}) FROM STDIN (FORMAT binary)`),
    );
    stream.end(piece);
    await once(stream, 'finish');
  }
}

/**
 * Takes the rows that stand in device_metrics, empties the table, and copies them back over
 * `connections` connections. Returns rows a second.
 */
export async function measureCopy(connectionString: string, connections: number): Promise<number> {
  const clients = await Promise.all(
    Array.from({ length: connections }, () => connect(connectionString)),
  );
  const [first] = clients;
  if (first === undefined) throw new Error('at least one connection');
  const counted = await first.query<{ count: string }>('SELECT count(*) FROM device_metrics');
  const pieces = cut(await readCopy(first));
  await first.query('TRUNCATE device_metrics');
  await first.query('CHECKPOINT');
  const queue = pieces[Symbol.iterator]();
  const start = performance.now();
  await Promise.all(clients.map((client) => writeCopies(client, queue)));
  const seconds = (performance.now() - start) / 1_000;
  await Promise.all(clients.map((client) => client.end()));
  return Number(counted.rows[0]?.count ?? 0) / seconds;
}
