import { integer, jsonb, text, varchar } from '../column.ts';
import { defineTelemetry, trust } from '../table.ts';

/** The kinds of activity. */
const activityTypes = [
  'page_view',
  'click',
  'search',
  'form_submit',
  'interaction',
  'custom',
] as const;
export type ActivityType = (typeof activityTypes)[number];

export const userActivities = defineTelemetry({
  name: 'user_activities',
  description: 'What people do at a screen: pages seen, clicks, searches, forms.',
  partition: 'day',
  retentionDays: 90,
  listPath: 'user-activities',
  indexes: ['(user_id, "timestamp")'],
  columns: {
    user_id: varchar(
      255,
      'The person. What a page says about itself begins with `page:` (a person whom the page named) or `visitor:` (one whom it did not).',
      { privacy: 'person', filter: true },
    ),
    session_id: varchar(
      255,
      'The browser session. Begins with `page:` where a page of others says so.',
      { nullable: true, filter: true },
    ),
    activity_type: varchar(50, 'What kind of activity.', {
      filter: true,
      values: activityTypes,
    }),
    page_url: varchar(500, 'The page.', { nullable: true, filter: true }),
    element_id: varchar(255, 'The element that was used.', { nullable: true }),
    search_query: text('What was searched for.', { nullable: true, privacy: 'free' }),
    results_count: integer('How many results the search gave.', { nullable: true, minimum: 0 }),
    extra_data: jsonb('Further facts of the sender.', { nullable: true, privacy: 'free' }),
    duration_ms: integer('Milliseconds that it took.', { nullable: true, minimum: 0 }),
    trust,
  },
});
