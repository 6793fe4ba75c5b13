/** An hour of a device, of rows of one origin. */
export interface DeviceHourKey {
  readonly deviceId: string;
  readonly provenance: string;
  /** Start of the hour, milliseconds since 1970. */
  readonly hourMs: number;
}

/** Milliseconds of an hour. */
export const hourLengthMs = 3_600_000;

/** Keys as parameters of a statement: arrays of device, provenance and hour. */
export const keyArrays = (keys: readonly DeviceHourKey[]): readonly (readonly string[])[] => [
  keys.map(({ deviceId }) => deviceId),
  keys.map(({ provenance }) => provenance),
  keys.map(({ hourMs }) => new Date(hourMs).toISOString()),
];

/** These arrays as a table of a statement, with the columns of a key. */
export const keyTable = (name: string, first = 1): string =>
  `unnest($${first}::text[], $${first + 1}::text[], $${first + 2}::timestamptz[])
    AS ${name} (device_id, provenance, hour)`;
