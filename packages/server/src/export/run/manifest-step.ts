import type { Json } from '@homepot/catalogue';
import { writeDatasetCard } from '../card/dataset-card.ts';
import { createManifest } from '../card/manifest.ts';
import type { StepOutcome } from '../keep/export-steps.ts';
import { readResults } from '../keep/export-steps.ts';
import type { StoredFile } from '../keep/read-exports.ts';
import { readAllFiles, readExport } from '../keep/read-exports.ts';
import { readArchivedPieces } from '../rows/archived-parts.ts';
import type { ExportRun } from './export-run.ts';
import { writeTextFile } from './write-text-file.ts';

/** The name of the file that is written last. */
export const manifestName = 'manifest.json';

async function listFiles({ deps, stored }: ExportRun): Promise<StoredFile[]> {
  const files: StoredFile[] = [];
  for await (const file of readAllFiles(deps.database, stored.id)) files.push(file);
  return files;
}

/** Which files of the archive the rows of each table came from. */
async function listArchived({ deps, request }: ExportRun) {
  const found: { readonly [key: string]: Json }[] = [];
  for (const table of request.tables) {
    const range = { from: request.from, until: request.to };
    for (const piece of await readArchivedPieces(deps.archive, table, range)) {
      const { file, fromMs, untilMs } = piece;
      const [from, until] = [fromMs, untilMs].map((ms) => new Date(ms).toISOString());
      found.push({ table, file, from: from ?? null, until: until ?? null });
    }
  }
  return found;
}

/** Writes the dataset card, and the manifest after everything else. */
export async function manifestStep(run: ExportRun): Promise<StepOutcome> {
  const { deps } = run;
  const stored = await readExport(deps.database, run.stored.export_id);
  const [quality] = await readResults(deps.database, stored.id, 'quality');
  const features = await readResults(deps.database, stored.id, 'features');
  const parts = {
    stored,
    archived: await listArchived(run),
    version: deps.version,
    files: await listFiles(run),
    quality: (quality?.result ?? null) as Json,
    features,
  };
  const card = await writeTextFile(run, 'README.md', writeDatasetCard(createManifest(parts)));
  const files = [...parts.files, { ...card, number: 0, step: 0 }];
  const bytes = stored.bytes + card.bytes;
  const manifest = createManifest({ ...parts, stored: { ...stored, bytes }, files });
  const written = await writeTextFile(run, manifestName, `${JSON.stringify(manifest, null, 2)}\n`);
  return { files: [card, written], suppressed: 0, result: { files: files.length } };
}
