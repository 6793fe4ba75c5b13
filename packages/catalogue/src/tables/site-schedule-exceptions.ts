import { bigint, boolean, date, text, time } from '../column.ts';
import { defineInventory } from '../table.ts';

export const siteScheduleExceptions = defineInventory({
  name: 'site_schedule_exceptions',
  description: 'Days on which a site keeps other hours: holidays.',
  unique: [['site_id', 'date']],
  columns: {
    site_id: bigint('The site.', { references: 'sites.id' }),
    date: date('The local day.'),
    is_closed: boolean('Closed the whole day.', { default: 'true' }),
    open_time: time('Local time of opening.', { nullable: true }),
    close_time: time('Local time of closing.', { nullable: true }),
    notes: text('For people.', { nullable: true, privacy: 'free' }),
  },
});
