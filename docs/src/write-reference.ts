import { writeFile } from 'node:fs/promises';
import { pages } from './pages.ts';

for (const page of pages) {
  await writeFile(new URL(`../reference/${page.file}`, import.meta.url), page.render());
}
