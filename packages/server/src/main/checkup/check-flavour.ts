import type { Database } from '../../store/index.ts';
import { readFlavour, readLayoutGaps, readSchemaVersion } from '../../store/index.ts';
import type { Finding } from './finding.ts';
import { ok, warn } from './finding.ts';

const megabyte = 1_000_000;

/** Which extension the database has, and whether the tables lie as it would have them. */
export async function checkFlavour(database: Pick<Database, 'query'>): Promise<Finding> {
  const name = 'flavour';
  const { description } = await readFlavour(database);
  if ((await readSchemaVersion(database)) === 0) return ok(name, description);
  const gaps = await readLayoutGaps(database);
  const [first, ...more] = gaps;
  if (first === undefined) return ok(name, description);
  const bytes = gaps.reduce((sum, gap) => sum + gap.bytes, 0);
  const others = more.length > 0 ? `, and ${more.length} more` : '';
  const size = `${Math.round(bytes / megabyte)} MB move`;
  return warn(
    name,
    `${description} Not yet: ${first.table} ${first.wanted}${others}; ${size}`,
    'Run `homepot migrate`: batches wait in the spools meanwhile, a table that moves cannot be read.',
  );
}
