import type { CommandAcknowledgement, DevicePresence } from '@homepot/catalogue';
import { commandAcknowledgement, devicePresence } from '@homepot/catalogue';
import type { InputCheck } from '../../http/index.ts';
import { createInputCheck } from '../../http/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import { decodeInput } from '../body/decode-body.ts';

/**
 * The JSON object that a message is, by the rules of any body at the door: depth, keys given twice,
 * UTF-8. Throws what is wrong with it.
 */
export function readMessage(payload: Buffer): unknown {
  if (payload.length > limits.reportBytesMax) {
    throw new HomepotError('body_too_large', {
      message: `The message has ${payload.length} bytes; at most ${limits.reportBytesMax}`,
    });
  }
  const { records, faults, isSingle } = decodeInput({
    kind: 'body',
    bytes: payload,
    format: 'json',
    singleAllowed: true,
  });
  if (!isSingle || records.kind !== 'rows') {
    throw new HomepotError('shape_invalid', { message: 'A message is one JSON object' });
  }
  const fault = faults.get(0);
  if (fault === undefined) return records.rows[0];
  const path = `body.${fault.field}`;
  throw new HomepotError(fault.code, { path, message: `\`${path}\` ${fault.message}` });
}

const isAcknowledgement = createInputCheck('body', commandAcknowledgement);
const isPresence = createInputCheck('body', devicePresence);

function readAs<T>(check: InputCheck, payload: Buffer): T {
  const checked = check(readMessage(payload));
  if ('error' in checked) throw checked.error;
  return checked.value as T;
}

/** The acknowledgement that a message is. Throws what is wrong with it. */
export const readAcknowledgement = (payload: Buffer): CommandAcknowledgement =>
  readAs(isAcknowledgement, payload);

/** The presence that a message is. Throws what is wrong with it. */
export const readPresence = (payload: Buffer): DevicePresence => readAs(isPresence, payload);
