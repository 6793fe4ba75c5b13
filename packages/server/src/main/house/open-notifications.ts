import type { Notifications } from '../../alert/index.ts';
import { createNotifications } from '../../alert/index.ts';
import type { Base } from './open-base.ts';

/** Opens who is told of what happens. The timetable makes it look for what is due. */
export function openNotifications({ config, store, clock, log, auth, stack }: Base): Notifications {
  const notifications = createNotifications(
    { database: store.database, clock, log, secretBox: auth.secretBox },
    {
      allowedNetworks: config.WEBHOOK_ALLOWED_NETWORKS,
      httpAllowed: config.WEBHOOK_HTTP_ALLOWED,
      smtpUrl: config.SMTP_URL,
      smtpFrom: config.SMTP_FROM,
    },
  );
  stack.append('notifications', () => notifications.stop());
  return notifications;
}
