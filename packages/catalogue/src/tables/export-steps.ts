import { bigint, integer, jsonb, timestamptz, varchar } from '../column.ts';
import { defineSystem } from '../table.ts';

/** What a step does: write rows of a table, features, the report of quality, or look for leaks. */
const exportStepKinds = ['rows', 'features', 'quality', 'sweep', 'manifest'] as const;
export type ExportStepKind = (typeof exportStepKinds)[number];

export const exportSteps = defineSystem({
  name: 'export_steps',
  description: 'The steps of exports; each is done whole or again. They go with the files.',
  primaryKey: ['export_id', 'number'],
  columns: {
    export_id: bigint('The export.', { references: 'exports.id' }),
    number: integer('Their order, from 1.'),
    kind: varchar(10, 'What it does.', { values: exportStepKinds }),
    table_name: varchar(63, 'The table whose rows it writes.', { nullable: true }),
    from_time: timestamptz('The range that it writes.', { nullable: true }),
    until_time: timestamptz('The end of it, not included.', { nullable: true }),
    done_at: timestamptz('When it was done.', { nullable: true }),
    result: jsonb('What it counted.', { nullable: true }),
  },
});
