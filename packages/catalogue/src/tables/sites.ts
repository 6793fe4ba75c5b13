import { boolean, double, text, timestamptz, varchar } from '../column.ts';
import { defineInventory } from '../table.ts';

export const sites = defineInventory({
  name: 'sites',
  description: 'The places where devices stand.',
  unique: [['site_id']],
  columns: {
    site_id: varchar(50, 'The name in the API, e.g. `site-001`.'),
    name: varchar(100, 'The name for people.'),
    description: text('What kind of place it is.', { nullable: true }),
    location: varchar(200, 'The address.', { nullable: true }),
    latitude: double('Degrees north.', { nullable: true, minimum: -90, maximum: 90 }),
    longitude: double('Degrees east.', { nullable: true, minimum: -180, maximum: 180 }),
    timezone: varchar(64, 'IANA time zone.', { default: "'UTC'::character varying" }),
    is_active: boolean('False once the site is removed.', { default: 'true' }),
    created_at: timestamptz('When it was entered.', { default: 'now()' }),
    updated_at: timestamptz('When it was last changed.', { default: 'now()' }),
  },
});
