/** Whose rows are followed: all of a table, or those of one device in it. */
export interface TailSource {
  readonly table: string;
  readonly deviceId?: string | undefined;
}

/** The name of a tail; names of tables have no blank. */
export const tailKeyOf = ({ table, deviceId }: TailSource): string =>
  deviceId === undefined ? table : `${table} ${deviceId}`;

/** What `tailKeyOf` was given. */
export function tailSourceOf(key: string): TailSource {
  const blank = key.indexOf(' ');
  return blank < 0
    ? { table: key }
    : { table: key.slice(0, blank), deviceId: key.slice(blank + 1) };
}
