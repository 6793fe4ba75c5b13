import type { Static } from 'typebox';
import { Type } from 'typebox';

/**
 * That a device goes: said by itself at a clean stop (`stopped`), or by the broker in its name as
 * its last will (`cut_off`).
 */
export const devicePresence = Type.Object(
  {
    presence: Type.Enum(['stopped', 'cut_off']),
    /** When the connection began, by the clock of the device: an old will is told from a new one. */
    connected_at: Type.String({ maxLength: 40 }),
  },
  { additionalProperties: false },
);
export type DevicePresence = Static<typeof devicePresence>;
