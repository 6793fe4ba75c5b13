/** The rows that were shown, so that an overlapping window shows none twice. */
export interface SeenRows {
  /** Notes the row; says whether it is new. */
  add(id: unknown): boolean;
}

/** Creates an empty memory that forgets the rows it has met longest ago beyond `rowsMax`. */
export function createSeenRows(rowsMax: number): SeenRows {
  const ids = new Set<unknown>();
  return {
    add(id) {
      // Met again, it moves to the end: rows still in the window are never the ones forgotten.
      const isNew = !ids.delete(id);
      ids.add(id);
      if (ids.size > rowsMax) ids.delete(ids.keys().next().value);
      return isNew;
    },
  };
}
