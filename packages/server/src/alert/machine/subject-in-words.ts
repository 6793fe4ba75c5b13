/** What an alert is about, for people: a device by its name, others by all of their dimensions. */
export function subjectInWords(labels: Readonly<Record<string, string>>): string {
  if (labels.device_id !== undefined) return labels.device_id;
  return Object.values(labels)
    .map((value) => (value === '' ? '-' : value))
    .join(' ');
}
