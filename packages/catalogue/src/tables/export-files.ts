import { bigint, char, integer, varchar } from '../column.ts';
import { defineSystem } from '../table.ts';

/** The parts that a data set may be split into. */
export const exportSplits = ['train', 'validation', 'test'] as const;
export type ExportSplit = (typeof exportSplits)[number];

export const exportFiles = defineSystem({
  name: 'export_files',
  description: 'The files of exports. They go with the files.',
  primaryKey: ['export_id', 'number'],
  columns: {
    export_id: bigint('The export.', { references: 'exports.id' }),
    number: integer('Their order, from 1.'),
    step: integer('The step that wrote it.'),
    name: varchar(300, 'Its name below the folder of the export.'),
    table_name: varchar(63, 'The table whose rows it holds.', { nullable: true }),
    split: varchar(10, 'The part of the split that it belongs to.', {
      nullable: true,
      values: exportSplits,
    }),
    rows: bigint('Rows in it.'),
    bytes: bigint('Its size.'),
    sha256: char(64, 'Its SHA-256, in hex.'),
  },
});
