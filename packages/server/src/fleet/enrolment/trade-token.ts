import { randomBytes } from 'node:crypto';
import type { BodyOf, CredentialProvenance, enrolDevice } from '@homepot/catalogue';
import type { CallerPlace } from '../../auth/index.ts';
import { appendAudit } from '../../auth/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { NewCredential } from '../credentials/credential-keeper.ts';
import type { StoredDevice } from '../inventory/device.ts';
import { lockDevice } from '../inventory/device.ts';
import { insertDevice } from '../inventory/insert-device.ts';
import type { EnrolmentDependencies } from './enrolment-dependencies.ts';
import type { Refusal, RefusalCause, TellRefusal } from './refusals.ts';

/**
 * A token is traded in one transaction, or not at all:
 *
 *   spend   the token's row is marked as used, if it is good; who comes second waits here for the
 *           first, and then finds it used
 *   device  the one that the token names, else that the caller names, else a new name; it is entered
 *           into the token's site unless it is there
 *   issue   a credential of that device, with the audit row
 *
 * What fails after `spend` rolls it back too: a token is never lost to a name that is taken.
 */
type Given = BodyOf<typeof enrolDevice>;

interface SpentToken {
  readonly id: number;
  readonly site_row_id: number;
  readonly site_id: string;
  readonly device_id: string | null;
  readonly segment: string | null;
  readonly provenance: CredentialProvenance;
}

interface Presented {
  readonly tokenId: string;
  readonly hash: Buffer;
}

const spend = `
UPDATE enrolment_tokens t SET used_at = $3 FROM sites s
WHERE t.token_id = $1 AND t.secret_hash = $2 AND s.id = t.site_id AND s.is_active
  AND t.used_at IS NULL AND t.revoked_at IS NULL AND t.expires_at > $3
RETURNING t.id, t.site_id AS site_row_id, s.site_id, t.device_id, t.segment, t.provenance`;

const whyNot = `
SELECT CASE WHEN t.used_at IS NOT NULL THEN 'used' WHEN t.revoked_at IS NOT NULL THEN 'revoked'
  WHEN NOT s.is_active THEN 'site removed' ELSE 'expired' END AS cause
FROM enrolment_tokens t JOIN sites s ON s.id = t.site_id
WHERE t.token_id = $1 AND t.secret_hash = $2`;

/** Throws conflict, saying why a device that is there already does not get a credential. */
function refuseDevice(message: string): never {
  throw new HomepotError('conflict', { path: 'device_id', message });
}

function requireNamed(device: StoredDevice, token: SpentToken): void {
  if (token.device_id === null) {
    refuseDevice(
      `${device.device_id} is there already; only a token that names it enrols it again`,
    );
  }
  if (device.site_id !== token.site_id) {
    refuseDevice(`${device.device_id} stands in another site than the token is for`);
  }
  if (!device.is_active) refuseDevice(`${device.device_id} is removed; bring it back first`);
}

async function enterDevice(
  transaction: Transaction,
  token: SpentToken,
  given: Given,
  atMs: number,
): Promise<{ readonly device: StoredDevice; readonly isNew: boolean }> {
  const deviceId = token.device_id ?? given.device_id ?? `device-${randomBytes(5).toString('hex')}`;
  // The site must not be removed meanwhile.
  await transaction.query('SELECT 1 FROM sites WHERE id = $1 FOR SHARE', [token.site_row_id]);
  const isNew = await insertDevice(
    transaction,
    {
      deviceId,
      siteRowId: token.site_row_id,
      provenance: token.provenance,
      name: given.name,
      deviceType: given.device_type,
      segment: token.segment,
    },
    atMs,
  );
  const device = await lockDevice(transaction, deviceId);
  if (!isNew) requireNamed(device, token);
  return { device, isNew };
}

async function trade(
  { clock, credentialKeeper }: EnrolmentDependencies,
  transaction: Transaction,
  { tokenId, hash }: Presented,
  given: Given,
  place: CallerPlace,
): Promise<NewCredential | undefined> {
  const atMs = clock.nowMs();
  const at = new Date(atMs).toISOString();
  const [token] = await transaction.query<SpentToken>(spend, [tokenId, hash, at]);
  if (token === undefined) return undefined;
  const { device, isNew } = await enterDevice(transaction, token, given, atMs);
  await transaction.query('UPDATE enrolment_tokens SET used_by = $2 WHERE id = $1', [
    token.id,
    device.id,
  ]);
  return credentialKeeper.issueWith(transaction, device, (keyId) =>
    appendAudit(transaction, {
      ...place,
      atMs,
      eventType: 'device_enrolled',
      description: `Device ${device.device_id} traded token ${tokenId} for credential ${keyId}`,
      deviceId: device.device_id,
      siteId: device.site_id,
      newValues: { key_id: keyId, is_new_device: isNew, provenance: device.provenance },
      metadata: { token_id: tokenId },
    }),
  );
}

async function readRefusal(
  { database }: EnrolmentDependencies,
  presented: Presented | undefined,
): Promise<Refusal> {
  if (presented === undefined) return { cause: 'unknown' };
  const { tokenId, hash } = presented;
  const [row] = await database.query<{ cause: RefusalCause }>(whyNot, [tokenId, hash]);
  return row === undefined ? { cause: 'unknown' } : { cause: row.cause, tokenId };
}

/**
 * Trades a token for a credential. Throws enrolment_token_invalid, whatever is wrong with the token,
 * and conflict for a device that is there and that the token does not name.
 */
export async function tradeToken(
  deps: EnrolmentDependencies,
  tellRefusal: TellRefusal,
  given: Given,
  place: CallerPlace,
): Promise<NewCredential> {
  const presented = deps.enrolmentSecrets.read(given.token);
  const made =
    presented === undefined
      ? undefined
      : await deps.database.transaction((transaction) =>
          trade(deps, transaction, presented, given, place),
        );
  if (made !== undefined) return made;
  await tellRefusal(await readRefusal(deps, presented), place);
  throw new HomepotError('enrolment_token_invalid');
}
