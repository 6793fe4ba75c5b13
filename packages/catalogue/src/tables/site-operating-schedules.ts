import { bigint, boolean, integer, jsonb, smallint, text, time } from '../column.ts';
import { defineInventory } from '../table.ts';

export const siteOperatingSchedules = defineInventory({
  name: 'site_operating_schedules',
  description:
    'When a site is open, busy, and may be maintained; several rows a day for split shifts.',
  listPath: 'site-schedules',
  specialFilters: ['site_id'],
  indexes: ['(site_id, day_of_week)'],
  columns: {
    site_id: bigint('The site.', { references: 'sites.id' }),
    day_of_week: smallint('0 is Monday, 6 is Sunday.', { minimum: 0, maximum: 6, filter: true }),
    open_time: time('Local time of opening.', { nullable: true }),
    close_time: time('Local time of closing; earlier than opening means past midnight.', {
      nullable: true,
    }),
    is_closed: boolean('Closed the whole day.', { default: 'false' }),
    is_maintenance_window: boolean('Whether maintenance is welcome.', { default: 'false' }),
    maintenance_start: time('Local time from which it is.', { nullable: true }),
    maintenance_end: time('Local time until which it is.', { nullable: true }),
    expected_transaction_volume: integer('Transactions expected that day.', {
      nullable: true,
      minimum: 0,
    }),
    peak_hours_start: time('Local time when the busy hours begin.', { nullable: true }),
    peak_hours_end: time('Local time when they end.', { nullable: true }),
    notes: text('For people.', { nullable: true, privacy: 'free' }),
    special_considerations: jsonb('Further rules.', { nullable: true, privacy: 'free' }),
  },
});
