import { randomBytes } from 'node:crypto';
import type { AnswerOf, createExport as contract } from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { ExportsDependencies } from '../exports-dependencies.ts';
import type { ExportRequest } from '../request/export-request.ts';
import type { GivenRequest } from '../request/read-request.ts';
import { readExportRequest } from '../request/read-request.ts';
import { holdRange } from './hold-range.ts';
import { ensureStableKey, sealFreshKey } from './pseudonym-keys.ts';
import { readWatermark } from './read-watermark.ts';
import type { StoredExport } from './stored-export.ts';
import { exportColumnsText, toShownExport } from './stored-export.ts';

/** Any number, as long as nothing else in the database locks it: exports are counted one at a time. */
const creationLock = 7_240_611;
const idBytes = 6;

async function readEarlier(
  { query }: Transaction,
  since: string | undefined,
): Promise<StoredExport | undefined> {
  if (since === undefined) return undefined;
  const fault = (message: string) =>
    new HomepotError('parameter_invalid', { path: 'body.since', message });
  const [stored] = await query<StoredExport>(
    `SELECT ${exportColumnsText} FROM exports WHERE export_id = $1`,
    [since],
  );
  if (stored === undefined) throw fault(`There is no export ${since}`);
  if (stored.pseudonyms !== 'stable') {
    throw fault(
      `The pseudonyms of ${since} were made with a key that was thrown away; nothing can go on from it`,
    );
  }
  if (stored.status === 'completed') return stored;
  // Its files may be gone; what arrived up to it was in them all the same.
  if (stored.status === 'removed') return stored;
  throw fault(`${since} is ${stored.status}; only a completed export can be gone on from`);
}

async function checkRoom({ query }: Transaction): Promise<void> {
  await query('SELECT pg_advisory_xact_lock($1)', [creationLock]);
  const [open] = await query<{ count: number }>(
    `SELECT count(*) FROM exports WHERE status IN ('waiting', 'running')`,
  );
  if ((open?.count ?? 0) < limits.exportsWaitingMax) return;
  throw new HomepotError('rate_limited', {
    message: `${limits.exportsWaitingMax} exports wait or are being written`,
    retryAfterSeconds: 60,
  });
}

/** Devices and sites that are named must be there, or a wrong name would give an empty data set. */
async function checkNames({ query }: Transaction, request: ExportRequest): Promise<void> {
  const named = [
    ['sites', 'site_id', request.sites],
    ['devices', 'device_id', request.devices],
  ] as const;
  for (const [table, column, names] of named) {
    const [missing] = await query<{ name: string }>(
      `SELECT asked.one AS name FROM unnest($1::text[]) AS asked (one)
       WHERE NOT EXISTS (SELECT FROM ${table} WHERE ${column} = asked.one) LIMIT 1`,
      [names ?? []],
    );
    if (missing === undefined) continue;
    throw new HomepotError('parameter_invalid', {
      path: `body.${table}`,
      message: `There is no ${table.slice(0, -1)} ${missing.name}`,
    });
  }
}

/**
 * Enters an export, with the key of its pseudonyms, a hold against retention, and a row of the audit
 * trail. A server takes it up within seconds. Throws parameter_invalid, range_invalid, rate_limited.
 */
export async function createExport(
  deps: ExportsDependencies,
  given: GivenRequest,
  actor: Actor,
): Promise<AnswerOf<typeof contract>> {
  const { database, clock, secretBox } = deps;
  const atMs = clock.nowMs();
  const at = new Date(atMs).toISOString();
  const exportId = `export-${randomBytes(idBytes).toString('hex')}`;
  return database.transaction(async (transaction) => {
    await checkRoom(transaction);
    const earlier = await readEarlier(transaction, given.since);
    const request = readExportRequest(given, atMs, earlier);
    if (earlier !== undefined && request.pseudonyms !== 'stable') {
      throw new HomepotError('parameter_invalid', {
        path: 'body.pseudonyms',
        message: 'An export that goes on from another has its pseudonyms: stable',
      });
    }
    await checkNames(transaction, request);
    await ensureStableKey(transaction, secretBox, atMs);
    const watermark = new Date(await readWatermark(transaction, deps)).toISOString();
    const [stored] = await transaction.query<StoredExport>(
      `INSERT INTO exports (export_id, status, request, pseudonyms, sealed_key, since, received_after,
         complete_until, created_by, created_at)
       VALUES ($1, 'waiting', $2, $3, $4, $5, $6, $7, $8, $9) RETURNING ${exportColumnsText}`,
      [
        exportId,
        JSON.stringify(request),
        request.pseudonyms,
        request.pseudonyms === 'fresh' ? sealFreshKey(secretBox, exportId) : null,
        earlier?.export_id ?? null,
        earlier?.complete_until ?? null,
        watermark,
        actor.username ?? null,
        at,
      ],
    );
    if (stored === undefined) throw new Error('the export was not entered');
    await holdRange(transaction, exportId, request, { at, by: actor.username });
    await appendAudit(transaction, {
      atMs,
      eventType: 'export_created',
      description: `Export ${exportId} was asked for: ${request.tables.join(', ') || 'features'}`,
      newValues: JSON.parse(JSON.stringify(request)),
      ...auditedActor(actor, { export_id: exportId }),
    });
    return toShownExport(stored);
  });
}
