import { double, timestamptz, varchar } from '../column.ts';
import { defineSystem } from '../table.ts';

export const serverReadings = defineSystem({
  name: 'server_readings',
  description: 'What each server said of itself, by minute.',
  primaryKey: ['bucket', 'server'],
  columns: {
    bucket: timestamptz('Start of the minute.'),
    server: varchar(100, 'The machine, and the first letters of the id of its spool.'),
    disk_free_percent: double('Free space of the disk of its data folder.', { nullable: true }),
    spool_backlog_seconds: double('Age of the oldest record that waits for the database.', {
      nullable: true,
    }),
    retention_failures: double(
      'Parts of tables that it could not archive or remove; of the server that cares for that.',
      { nullable: true },
    ),
  },
});
