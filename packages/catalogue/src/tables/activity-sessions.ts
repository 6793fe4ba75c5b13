import { bigint, timestamptz, uuid, varchar } from '../column.ts';
import { defineSystem, provenances } from '../table.ts';

export const activitySessions = defineSystem({
  name: 'activity_sessions',
  description:
    'Sessions of people and agents, from the activities, tool calls and errors that carry their id. A session whose rows came by several spools has a row of each.',
  primaryKey: ['session_id', 'provenance', 'writer'],
  timeColumn: 'started_at',
  indexes: ['(started_at)', '(last_activity)', '(user_id, started_at) WHERE (user_id IS NOT NULL)'],
  columns: {
    session_id: varchar(255, 'The session, as its rows name it.'),
    provenance: varchar(10, 'Where its rows came from.', { values: provenances }),
    writer: uuid('The spool whose drain keeps the row.'),
    user_id: varchar(255, 'The person whom its latest row with a person names.', {
      nullable: true,
      privacy: 'person',
    }),
    user_at: timestamptz('The instant of that row.', { nullable: true }),
    started_at: timestamptz('Its first row.'),
    last_activity: timestamptz('Its last row.'),
    ended_at: timestamptz('Its last activity `session_end`.', { nullable: true }),
    activities: bigint('Activities in it.'),
    page_views: bigint('Those of type page_view.'),
    searches: bigint('Those of type search.'),
    tool_calls: bigint('Tool calls in it.'),
    errors: bigint('Errors in it.'),
  },
});
