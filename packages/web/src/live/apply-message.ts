import type { LiveMessage, LivePicture } from '@homepot/catalogue';

/** The picture after a message: what a change names is as it says, everything else stays. */
export function applyMessage(
  picture: LivePicture | undefined,
  message: LiveMessage,
): LivePicture | undefined {
  if (message.event === 'picture') return message.data;
  if (message.event !== 'change' || picture === undefined) return picture;
  const { at, metrics, devices, alerts, errors } = message.data;
  const next: LivePicture = { ...picture, at };
  if (metrics !== undefined && picture.metrics !== undefined) {
    const { new: _new, tables, ...others } = metrics;
    next.metrics = {
      ...picture.metrics,
      ...others,
      tables: { ...picture.metrics.tables, ...tables },
    };
  }
  if (devices?.fleet !== undefined) next.devices = { fleet: devices.fleet };
  if (alerts?.open !== undefined) next.alerts = { open: alerts.open };
  if (errors?.open !== undefined) next.errors = { open: errors.open };
  return next;
}
