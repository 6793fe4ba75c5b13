import type { DeviceTopic } from '@homepot/catalogue';
import { errorFacts } from '@homepot/catalogue';
import type { Principal } from '../../auth/index.ts';
import type { Accounting, Log } from '../../kernel/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import { classifyDatabaseError } from '../../store/index.ts';
import type { ByteBudget } from '../byte-budget.ts';
import type { Reports } from '../report/create-reports.ts';
import type { DeviceRefusals } from '../report/device-refusals.ts';
import type { MqttCounts } from './mqtt-counts.ts';
import type { MqttHandlers } from './mqtt-door.ts';
import { readAcknowledgement, readMessage, readPresence } from './read-message.ts';

/** A device, proven. */
export type DevicePrincipal = Extract<Principal, { readonly kind: 'device' }>;

/** A message of a device, which was allowed to send it. */
interface Message {
  readonly device: DevicePrincipal;
  readonly topic: DeviceTopic;
  readonly payload: Buffer;
}

export interface TakeMessageDeps {
  readonly reports: Reports;
  readonly handlers: MqttHandlers;
  readonly refusals: DeviceRefusals;
  readonly counts: MqttCounts;
  readonly accounting: Accounting;
  /** The bytes that everything on its way into the house may hold. */
  readonly budget: ByteBudget;
  readonly log: Log;
}

/**
 * Takes a message: resolves when it may be acknowledged, because what it says is durable, or because
 * it never will be. A message that is wrong would be wrong again: it is acknowledged, counted and
 * told, so that it does not stand in the way of those behind it. Rejects where it is to come again.
 */
export type TakeMessage = (message: Message) => Promise<void>;

/** Whether the same message may be taken later. */
const mayPass = (error: unknown): boolean =>
  error instanceof HomepotError
    ? errorFacts[error.code].retryable
    : classifyDatabaseError(error) === 'retry';

async function handOn(deps: TakeMessageDeps, { device, topic, payload }: Message): Promise<void> {
  const { reports, handlers, counts } = deps;
  const { siteId, deviceId } = device;
  if (topic === 'report') {
    await reports.submit(device, deviceId, readReportBody(deps, payload), 'mqtt');
    counts.reports += 1;
  } else if (topic === 'ack') {
    await handlers.onAcknowledgement({ siteId, deviceId }, readAcknowledgement(payload));
    counts.acknowledgements += 1;
  } else {
    await handlers.onPresence({ siteId, deviceId }, readPresence(payload));
    counts.presences += 1;
  }
}

/** What cannot be read counts like a report that is bad. */
function readReportBody({ accounting }: TakeMessageDeps, payload: Buffer): unknown {
  try {
    return readMessage(payload);
  } catch (error) {
    accounting.decide('mqtt', 'health_checks', { rejected: 1 });
    throw error;
  }
}

/** Tells of a message that is refused for good. */
function refuse(deps: TakeMessageDeps, { device, topic }: Message, error: unknown): void {
  deps.counts.refused += 1;
  if (!(error instanceof HomepotError)) deps.log.error({ err: error }, 'a message was lost: a bug');
  const reason = error instanceof HomepotError ? error.message : 'internal error';
  deps.refusals.note({
    deviceId: device.deviceId,
    cause: 'message_invalid',
    message: `A message (${topic}) of a device was refused: ${reason}`,
  });
}

/** Creates what takes messages of devices, whichever broker they come from. */
export function createTakeMessage(deps: TakeMessageDeps): TakeMessage {
  const { counts, budget } = deps;

  async function take(message: Message): Promise<void> {
    try {
      await handOn(deps, message);
    } catch (error) {
      if (mayPass(error)) throw error;
      refuse(deps, message, error);
    }
  }

  return async (message) => {
    if (counts.waiting >= limits.mqttMessagesWaitingMax) {
      counts.putOff += 1;
      throw new HomepotError('overloaded', { message: 'Too many messages at one time' });
    }
    counts.waiting += 1;
    let held = 0;
    try {
      budget.take(message.payload.length);
      held = message.payload.length;
      await take(message);
    } catch (error) {
      counts.putOff += 1;
      throw error;
    } finally {
      budget.release(held);
      counts.waiting -= 1;
    }
  };
}
