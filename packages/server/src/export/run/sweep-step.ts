import { HomepotError, limits } from '../../kernel/index.ts';
import type { StepOutcome } from '../keep/export-steps.ts';
import type { StoredFile } from '../keep/read-exports.ts';
import { readAllFiles } from '../keep/read-exports.ts';
import { createIdentifierSearch } from '../privacy/identifier-search.ts';
import { learnIdentifiers } from '../privacy/known-identifiers.ts';
import { holdsAddress } from '../privacy/looks-personal.ts';
import { pseudonymForm } from '../privacy/pseudonyms.ts';
import { remember } from '../privacy/remember.ts';
import type { PlannedColumn } from '../request/plan-table.ts';
import { planTable } from '../request/plan-table.ts';
import type { ExportRun } from './export-run.ts';
import { keyOf } from './export-run.ts';
import { readFileTexts } from './read-file-rows.ts';

const textTypes: ReadonlySet<string> = new Set(['varchar', 'text', 'char', 'inet', 'jsonb']);

/** Columns of a file in which something could stand that nobody wanted. */
function openColumns(run: ExportRun, { table }: StoredFile): readonly string[] {
  if (table === null) return [];
  if (table === 'features') return ['device_id', 'site_id', 'state'];
  const isOpen = ({ type, closed }: PlannedColumn) => textTypes.has(type) && !closed;
  return planTable(run.request, table)
    .columns.filter(isOpen)
    .map(({ name }) => name);
}

/** What is found, by file and column; never the value, which would leave by the message. */
async function* findLeaks(run: ExportRun, file: StoredFile, leaks: (text: string) => boolean) {
  const { deps, stored, lease } = run;
  const columns = openColumns(run, file);
  if (columns.length === 0) return;
  const key = keyOf(deps, stored.export_id, file.name);
  for await (const { column, texts } of readFileTexts(deps.storage, { ...file, key }, columns)) {
    for (const text of texts) if (leaks(text)) yield `${column} in ${file.name}`;
    await lease.beat();
  }
}

/**
 * The last look: every text of every file is read back and searched for everybody who is known by now,
 * and for addresses of people and machines. It knows nothing of how the texts came about. Throws
 * export_leak, which withholds the export.
 */
export async function sweepStep(run: ExportRun): Promise<StepOutcome> {
  const { deps, stored, request, signal } = run;
  const search = createIdentifierSearch();
  await learnIdentifiers(deps, search, request, signal);
  const leaks = remember((text) => {
    if (pseudonymForm.test(text)) return false;
    return search.finds(text) || holdsAddress(text);
  });
  const found = new Set<string>();
  let files = 0;
  for await (const file of readAllFiles(deps.database, stored.id)) {
    files += 1;
    for await (const leak of findLeaks(run, file, leaks)) {
      found.add(leak);
      if (found.size >= limits.exportLeaksToldMax) break;
    }
  }
  if (found.size > 0) {
    const places = [...found].join('; ');
    throw new HomepotError('export_leak', { message: `Somebody may be named by ${places}` });
  }
  return { files: [], suppressed: 0, result: { files, identifiers: search.size } };
}
