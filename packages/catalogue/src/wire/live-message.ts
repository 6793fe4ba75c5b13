import type { Static } from 'typebox';
import { Type } from 'typebox';
import { liveMetrics, liveRequests, liveView } from './live-view.ts';

/** A device that went from one state to another. */
const liveStateChange = Type.Object({
  at: Type.String({ description: 'When.' }),
  device_id: Type.String(),
  from: Type.Union([Type.String(), Type.Null()]),
  to: Type.String(),
});
export type LiveStateChange = Static<typeof liveStateChange>;

const skipped = Type.Integer({
  description: 'What there was besides, and is not told one by one.',
});
const told = Type.Object({
  items: Type.Array(Type.Unknown(), { description: 'What rooms have told, in its order.' }),
  skipped,
});
const open = Type.Optional(liveView.properties.alerts.properties.open);

/** What was stored since the message before: to be added up, where `picture` and the rest of a `change` are as of now. */
const liveNews = Type.Object({
  tables: Type.Record(Type.String(), Type.Integer(), { description: 'Rows by table.' }),
  requests: Type.Optional(liveRequests),
  errors: Type.Optional(Type.Record(Type.String(), Type.Integer())),
  tools: Type.Optional(Type.Record(Type.String(), Type.Integer())),
});
export type LiveNews = Static<typeof liveNews>;

/** `picture`: everything that is followed, as it is now. The first message, and whenever changes cannot be told. */
export const livePicture = Type.Object({
  at: Type.String({ description: 'As of when.' }),
  reset: Type.Boolean({
    description:
      'Whether changes are missing before it: what was added up does not go on from here.',
  }),
  ...Type.Partial(liveView).properties,
});
export type LivePicture = Static<typeof livePicture>;

/** `change`: what is different from before, whole numbers and tables each as they are now; and what is new. */
export const liveChange = Type.Object({
  at: Type.String({ description: 'As of when.' }),
  metrics: Type.Optional(
    Type.Object({ ...Type.Partial(liveMetrics).properties, new: Type.Optional(liveNews) }),
  ),
  devices: Type.Optional(
    Type.Object({
      fleet: Type.Optional(liveView.properties.devices.properties.fleet),
      changes: Type.Optional(Type.Array(liveStateChange)),
      skipped: Type.Optional(skipped),
      told: Type.Optional(told),
    }),
  ),
  alerts: Type.Optional(Type.Object({ open, told: Type.Optional(told) })),
  errors: Type.Optional(
    Type.Object({
      open,
      new: Type.Optional(
        Type.Record(Type.String(), Type.Integer(), {
          description: 'Errors by severity that were stored since the message before.',
        }),
      ),
      told: Type.Optional(told),
    }),
  ),
  jobs: Type.Optional(Type.Object({ told: Type.Optional(told) })),
});
export type LiveChange = Static<typeof liveChange>;

/** `rows`: rows of a table that were just stored, the oldest first, as its list shows them. */
export const liveRows = Type.Object({
  table: Type.String(),
  rows: Type.Array(Type.Record(Type.String(), Type.Unknown())),
  skipped,
});
export type LiveRows = Static<typeof liveRows>;

/** `end`: the server closes. `code` is one of the table of errors; nothing where it just stops. */
const liveEnd = Type.Object({ code: Type.Union([Type.String(), Type.Null()]) });
export type LiveEnd = Static<typeof liveEnd>;

/** One message of either way. `id` is where to resume after it; absent where it stays as it was. */
export type LiveMessage =
  | { readonly event: 'picture'; readonly id: string; readonly data: LivePicture }
  | { readonly event: 'change'; readonly id?: string; readonly data: LiveChange }
  | { readonly event: 'rows'; readonly id?: undefined; readonly data: LiveRows }
  | { readonly event: 'end'; readonly id?: undefined; readonly data: LiveEnd };
