import type { AuditRow } from './audit-row.ts';

/** Who is behind an entry: a person, a command on the machine of the server, a key, a device, or the house itself. */
export function whoDid({
  user_id: user,
  event_metadata: facts,
}: Pick<AuditRow, 'user_id' | 'event_metadata'>): string {
  if (user !== null) return user;
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts)) return 'the house';
  if (typeof facts.by === 'string') return facts.by;
  return typeof facts.key_id === 'string' ? `key ${facts.key_id}` : 'the house';
}
