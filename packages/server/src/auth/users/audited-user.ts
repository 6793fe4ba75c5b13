import type { User } from './user.ts';

/** What of a user, or of a change, the audit trail tells; never a password. */
export function auditedUser({
  email,
  is_active,
  is_admin,
}: Partial<User>): Record<string, string | boolean> {
  const values = Object.entries({ email, is_active, is_admin });
  return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as Record<
    string,
    string | boolean
  >;
}
