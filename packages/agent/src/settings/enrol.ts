import type { HouseAnswer, HouseRequest } from '../transports/create-requester.ts';
import { createRequester } from '../transports/create-requester.ts';
import type { Identity } from './identity.ts';
import { SettingsError } from './settings-error.ts';

/** What a device trades for its identity. */
export interface Enrolment {
  readonly url: string;
  readonly token: string;
  readonly deviceId?: string;
  readonly name?: string;
  readonly deviceType?: string;
  /** Certificates (PEM) to trust in place of those of the machine. */
  readonly ca?: string;
}

interface NewCredential {
  readonly device_id: string;
  readonly site_id: string;
  readonly key_id: string;
  readonly credential: string;
  readonly mqtt_url: string | null;
  readonly report_interval_seconds: number;
}

function readNewCredential(url: string, { status, body }: HouseAnswer): Identity {
  if (status !== 201) {
    const detail = (body as { detail?: unknown } | undefined)?.detail;
    const words = `${url} answered ${status}: ${String(detail ?? 'is it HOMEPOT?')}`;
    throw new SettingsError(words, status);
  }
  const made = body as NewCredential;
  return {
    url,
    mqttUrl: made.mqtt_url ?? undefined,
    siteId: made.site_id,
    deviceId: made.device_id,
    keyId: made.key_id,
    credential: made.credential,
    reportIntervalSeconds: made.report_interval_seconds,
  };
}

async function askOnce(url: string, ca: string | undefined, request: HouseRequest) {
  const requester = createRequester(url, ca);
  try {
    return readNewCredential(url, await requester.ask(request));
  } finally {
    requester.close();
  }
}

/** Trades a token for an identity. Throws a SettingsError in the words of the house. */
export function enrol({
  url,
  token,
  deviceId,
  name,
  deviceType,
  ca,
}: Enrolment): Promise<Identity> {
  const body = {
    token,
    ...(deviceId === undefined ? {} : { device_id: deviceId }),
    ...(name === undefined ? {} : { name }),
    ...(deviceType === undefined ? {} : { device_type: deviceType }),
  };
  return askOnce(url, ca, { method: 'POST', path: '/api/v1/enrol', body });
}

/** Replaces the credential by a new one; the old one stays good for `overlapSeconds`. */
export function rotate(
  { url, deviceId, credential }: Identity,
  overlapSeconds: number,
  ca?: string,
): Promise<Identity> {
  return askOnce(url, ca, {
    method: 'POST',
    path: `/api/v1/devices/${encodeURIComponent(deviceId)}/credential/rotate`,
    key: credential,
    body: { overlap_seconds: overlapSeconds },
  });
}
