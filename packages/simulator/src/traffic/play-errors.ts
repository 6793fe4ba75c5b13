import type { Happening } from './agenda.ts';
import type { Chance } from './chance.ts';
import type { FleetWatch, PlayedDevice } from './fleet-watch.ts';
import type { Presence } from './play-person.ts';
import type { Emit, TrafficRecord } from './traffic-records.ts';

/** Mean seconds between two errors. */
const betweenSeconds = 60;

const ofServices = [
  {
    category: 'api',
    severity: 'error',
    error_code: 'UPSTREAM_502',
    error_message: 'The pricing service answered 502',
    endpoint: '/api/prices/{sku}',
  },
  {
    category: 'database',
    severity: 'warning',
    error_code: 'SLOW_QUERY',
    error_message: 'Query took 4210 ms',
    endpoint: '/api/reports/daily',
  },
  {
    category: 'external_service',
    severity: 'error',
    error_code: 'GATEWAY_TIMEOUT',
    error_message: 'The payment provider did not answer within 30 s',
  },
  {
    category: 'validation',
    severity: 'info',
    error_code: 'BAD_COUPON',
    error_message: 'Coupon "SPRING" has expired',
    endpoint: '/api/checkout',
  },
] as const;

const ofPages = [
  "Cannot read properties of undefined (reading 'name')",
  'Failed to fetch',
  'Maximum update depth exceeded',
] as const;

function onDevice(device: PlayedDevice): TrafficRecord {
  const reason = device.status_reason ?? 'The device does not answer';
  const isPayment = /payment|gateway/i.test(reason);
  return {
    category: isPayment ? 'external_service' : 'device',
    severity: device.status === 'degraded' ? 'warning' : 'error',
    error_code: isPayment ? 'PAYMENT_GATEWAY' : `DEVICE_${device.status.toUpperCase()}`,
    error_message: reason,
    device_id: device.device_id,
    context: { site_id: device.site_id, status: device.status },
  };
}

function onPage(chance: Chance, { user_id, session_id, page_url }: Presence): TrafficRecord {
  const error_message = chance.choose(ofPages);
  return {
    category: 'frontend',
    severity: 'error',
    error_message,
    user_id,
    session_id,
    stack_trace: `Error: ${error_message}\n    at render (${page_url.split('/')[1]}.js:${chance.whole(10, 400)}:7)`,
    context: { page_url },
  };
}

/**
 * About an error a minute. More than half of them come from devices that are in trouble, while any
 * are; the rest from the pages of people who sit there, and from services.
 */
export function playErrors(deps: {
  readonly chance: Chance;
  readonly fleet: FleetWatch;
  readonly emit: Emit;
  readonly now: () => Date;
  readonly present: () => readonly Presence[];
}): Happening {
  const { chance, fleet, emit, now, present } = deps;
  const make = (): TrafficRecord => {
    const troubled = fleet.troubled();
    if (troubled.length > 0 && chance.happens(0.6)) return onDevice(chance.choose(troubled));
    const people = present();
    if (people.length > 0 && chance.happens(0.4)) return onPage(chance, chance.choose(people));
    return chance.choose(ofServices);
  };
  return () => {
    emit('error_logs', { timestamp: now().toISOString(), ...make() });
    return chance.span(betweenSeconds);
  };
}
