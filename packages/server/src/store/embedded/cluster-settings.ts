/** Settings of the embedded database: a laptop's share, and nothing that gives up durability. */
const settings = {
  listen_addresses: '',
  max_connections: '60',
  shared_buffers: '256MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  wal_compression: 'on',
  synchronous_commit: 'on',
  random_page_cost: '1.1',
  jit: 'off',
  // One query may look at many partitions.
  max_locks_per_transaction: '256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // One file a weekday, written over after a week.
  logging_collector: 'on',
  log_directory: '../log',
  log_filename: 'postgresql-%a.log',
  log_truncate_on_rotation: 'on',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  log_line_prefix: '%m [%p] ',
  log_min_messages: 'warning',
};

const quote = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** The text of a file that postgresql.conf includes; `overrides` win. */
export function writeClusterSettings(overrides: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ ...settings, ...overrides }).map(
    ([name, value]) => `${name} = ${quote(value)}`,
  );
  return `# Written at each start. Use ALTER SYSTEM for settings of your own.\n${lines.join('\n')}\n`;
}
