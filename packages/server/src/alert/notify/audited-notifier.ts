import { createHash } from 'node:crypto';
import type { Json, NotifierKind } from '@homepot/catalogue';
import type { NotifierConfiguration } from './notifier.ts';

interface Audited {
  readonly name: string;
  readonly kind: NotifierKind;
  readonly configuration: NotifierConfiguration;
  readonly enabled: boolean;
}

/** Where a webhook goes, without its path, which may be a secret; the print tells a change. */
function urlOf(url: string): string {
  const print = createHash('sha256').update(url).digest('hex').slice(0, 8);
  return `${new URL(url).origin} (${print})`;
}

/** A notifier as the audit trail keeps it. */
export function auditedNotifier({ name, kind, configuration, enabled }: Audited): {
  readonly [name: string]: Json;
} {
  const { url, to } = configuration;
  return {
    name,
    kind,
    enabled,
    ...(url === undefined ? {} : { url: urlOf(url) }),
    ...(to === undefined ? {} : { to: [...to] }),
  };
}
