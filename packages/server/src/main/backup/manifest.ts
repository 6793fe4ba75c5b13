import { createHash } from 'node:crypto';
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { BackupError } from './backup-error.ts';

/**
 * A backup is a set of files, in a folder or in one tar archive of it:
 *
 *   tables/house/NAME.copy.zst  the rows of a table, PostgreSQL's binary COPY, compressed by zstd
 *   tables/work/NAME.copy.zst   those of the work queue
 *   spool/lane-N/…              what was acknowledged before the snapshot and may not be in it
 *   archive/…                   the archive of old rows, where it lies in the data folder
 *   secrets/secret.key          what the hashes of all credentials are keyed with
 *   manifest.json               written last: what there is, with counts, sums and digests
 *
 * Without the manifest a backup is incomplete. It ends in the SHA-256 of itself without that field, so
 * that a changed byte anywhere is found. The digest of a table is that of its rows in any order (see
 * tuple-digest.ts): it holds for the files and for the database that they are restored into.
 */
export const manifestName = 'manifest.json';
export const keyName = 'secrets/secret.key';

const sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const count = Type.Integer({ minimum: 0 });
/** Nothing that leads out of the folder. */
const path = Type.String({ pattern: '^(?!.*(^|/)\\.\\.?(/|$))[\\w][\\w.=/-]*$', maxLength: 500 });

const file = Type.Object({ path, bytes: count, sha256 });
const group = Type.Union([Type.Literal('house'), Type.Literal('work')]);
const name = Type.String({ pattern: '^\\w+$', maxLength: 63 });

const table = Type.Object({
  group,
  name,
  columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })),
  partitions: Type.Array(Type.Object({ name, from: Type.String(), until: Type.String() })),
  detachedFrom: Type.Optional(name),
  rows: count,
  /** Before compression. */
  bytes: count,
  hash: sha256,
  file,
});

const sequence = Type.Object({
  group,
  table: Type.String(),
  column: Type.String(),
  lastValue: Type.Integer(),
});

const lane = Type.Object({
  lane: Type.Integer({ minimum: 0, maximum: 99 }),
  spoolId: Type.Optional(Type.String({ pattern: '^[0-9a-f-]{36}$' })),
  files: Type.Array(file),
});

const manifest = Type.Object({
  format: Type.Literal('homepot-backup'),
  formatVersion: Type.Integer({ minimum: 1 }),
  /** The program that made it. */
  version: Type.String(),
  /** When the snapshot of the database was taken, ISO 8601. */
  takenAt: Type.String(),
  postgresVersion: Type.String(),
  schemaVersion: Type.Integer({ minimum: 1 }),
  workVersion: count,
  tables: Type.Array(table),
  sequences: Type.Array(sequence),
  spool: Type.Array(lane),
  archive: Type.Array(file),
  key: Type.Object({
    /** Whether the key is in the backup, or was a setting that whoever hosts it keeps. */
    source: Type.Union([Type.Literal('file'), Type.Literal('setting'), Type.Literal('left out')]),
    /** Tells whether a key is the same, and nothing else of it. */
    fingerprint: Type.String({ pattern: '^[0-9a-f]{32}$' }),
    file: Type.Optional(file),
  }),
  /** Tables whose rows were left out by choice, and `archive`. */
  excluded: Type.Array(Type.String()),
  /** Tables in the same schema that are not HOMEPOT's. */
  foreign: Type.Array(Type.String()),
});

export type Manifest = Static<typeof manifest>;
export type BackupFile = Static<typeof file>;
export type BackupTable = Static<typeof table>;

const formatVersion = 1;
const compiled = Compile(manifest);

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const seal = (content: object): string =>
  `${JSON.stringify({ ...content, sha256: digestOf(JSON.stringify(content)) }, undefined, 1)}\n`;

/** The text of the manifest. */
export const writeManifest = (content: Omit<Manifest, 'format' | 'formatVersion'>): string =>
  seal({ format: 'homepot-backup', formatVersion, ...content });

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads the text of a manifest. Throws a BackupError where it is damaged or of a newer format. */
export function readManifest(text: string): Manifest {
  const { sha256: told, ...content } = (parse(text) ?? {}) as { readonly sha256?: unknown };
  const isNewer = 'formatVersion' in content && Number(content.formatVersion) > formatVersion;
  if (isNewer) {
    throw new BackupError('The backup was made by a newer HOMEPOT. Upgrade this program first.');
  }
  const isSame = told === digestOf(JSON.stringify(content)) && text === seal(content);
  if (isSame && compiled.Check(content)) return content;
  throw new BackupError(
    'The manifest of the backup is damaged. Nothing was touched; take another copy of the backup, or an earlier one.',
  );
}
