import type { SecretBox } from '../../auth/index.ts';
import type { Clock, Log } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { EmailSettings } from './email/send-email.ts';
import type { WebhookSettings } from './webhook/send-webhook.ts';

export interface NotifyDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly secretBox: SecretBox;
  readonly webhook: WebhookSettings;
  readonly email: EmailSettings;
}
