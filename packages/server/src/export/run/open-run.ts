import { createGroupCounts } from '../anonymity/group-counts.ts';
import type { RunDependencies } from '../exports-dependencies.ts';
import type { ExportLease } from '../keep/export-lease.ts';
import { createIdentifierSearch } from '../privacy/identifier-search.ts';
import { learnIdentifiers } from '../privacy/known-identifiers.ts';
import { createPseudonyms } from '../privacy/pseudonyms.ts';
import { planTable } from '../request/plan-table.ts';
import { readExportDevices } from '../rows/read-devices.ts';
import { createSplit } from '../split/split-rows.ts';
import { countGroups } from './count-groups.ts';
import type { ExportRun } from './export-run.ts';

/** Gets ready what the steps of an export share: its key, whom it knows, the devices, the split. */
export async function openRun(
  deps: RunDependencies,
  lease: ExportLease,
  signal: AbortSignal,
): Promise<ExportRun> {
  const { database } = deps;
  const { stored } = lease;
  const { request } = stored;
  const search = createIdentifierSearch();
  await learnIdentifiers(deps, search, request, signal);
  await lease.beat();
  const key = await deps.readKey(stored);
  const counted = new Map<string, ReturnType<typeof countGroups>>();
  const run: ExportRun = {
    deps,
    lease,
    stored,
    request,
    tools: { pseudonyms: createPseudonyms(key), search },
    devices: await readExportDevices(database, request),
    split: createSplit(request),
    signal,
    groupsOf(plan) {
      const { name } = plan.table;
      const known = counted.get(name);
      if (known !== undefined) return known;
      // Groups of the table before are not needed any more: steps go table by table.
      counted.clear();
      const isNeeded = plan.quasiIdentifiers.length > 0 && request.k > 1;
      const groups = isNeeded
        ? countGroups(run, planTable(request, name))
        : Promise.resolve(createGroupCounts([], 1));
      counted.set(name, groups);
      return groups;
    },
  };
  return run;
}
