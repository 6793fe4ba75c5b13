import type { DeviceState } from '../tables/devices.ts';
import type { DeviceReport, ServiceState } from './device-report.ts';

/** Without these a terminal cannot sell; when one of them is down the device is in `error`. */
const vitalServices: readonly string[] = ['pos_app', 'database'];
const goodStates: readonly ServiceState[] = ['running', 'connected'];

const isDown = (state: ServiceState | undefined): boolean =>
  state !== undefined && !goodStates.includes(state);

/**
 * The state that a report speaks for, and why, in the words of the device. Healthy is `online`;
 * unhealthy is `error` where a vital service is down, else `degraded`.
 */
export function reportedState({
  status,
  services = {},
  error,
}: Pick<DeviceReport, 'status' | 'services' | 'error'>): {
  readonly state: Extract<DeviceState, 'online' | 'degraded' | 'error'>;
  readonly reason: string;
} {
  if (status === 'healthy') return { state: 'online', reason: 'Health check: healthy' };
  const down = Object.keys(services).filter((name) => isDown(services[name]));
  const words = error?.message ?? (down.length > 0 ? `${down.join(', ')} down` : 'unhealthy');
  const state = vitalServices.some((name) => isDown(services[name])) ? 'error' : 'degraded';
  return { state, reason: `Health check: ${words}` };
}
