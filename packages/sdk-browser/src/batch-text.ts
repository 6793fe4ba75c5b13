/** Escapes of what PostgreSQL cannot keep: NUL, and halves of characters. */
const unstorable = /^\\u(0000|d[89a-f])/;

/** A record as JSON without what the house would refuse. Throws for what cannot be written. */
export const recordText = (record: object): string =>
  JSON.stringify(record).replace(/\\(u....|.)/g, (part) =>
    unstorable.test(part) ? '\ufffd' : part,
  );

/** A batch as it is sent. */
export const batchText = (
  id: string,
  activities: readonly string[],
  errors: readonly string[],
): string => `{"batch_id":"${id}","activities":[${activities}],"errors":[${errors}]}`;

/** Other scripts of the page can write where batches are kept: what is no batch has no records. */
export function countRecords(batch = ''): number {
  try {
    const { activities, errors } = JSON.parse(batch);
    return activities.length + errors.length;
  } catch {
    return 0;
  }
}
