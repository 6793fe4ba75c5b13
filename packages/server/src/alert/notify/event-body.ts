import type { Json, NotificationBody, NotificationEvent } from '@homepot/catalogue';

/** What an event is about: events of one subject are told in their order. */
export function subjectOf(event: NotificationEvent): string {
  if (!('alert' in event)) return `job:${event.job.id}`;
  const { rule_id: ruleId, id } = event.alert;
  // A message may tell of several alerts of a rule, and their ends come in other company.
  return ruleId === undefined ? `alert:${id}` : `alert-rule:${ruleId}`;
}

/** What receivers are told of an event. */
export function bodyOf(event: NotificationEvent): NotificationBody {
  const about = 'alert' in event ? { alert: event.alert } : { job: event.job };
  return {
    type: event.type,
    timestamp: new Date(event.atMs).toISOString(),
    data: {
      ...(about as unknown as Record<string, Json>),
      ...(event.url === undefined ? {} : { url: event.url }),
    },
  };
}
