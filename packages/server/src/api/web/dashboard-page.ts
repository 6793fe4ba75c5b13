import { fileURLToPath } from 'node:url';
import type { IndexPage } from './read-index-page.ts';
import { createIndexPageReader } from './read-index-page.ts';

/** The folder of what `npm run build` made. */
export const dashboardFolder = new URL('dist/', import.meta.resolve('@homepot/web/package.json'));

/** Reads the page of the dashboard. Throws not_found where it is not built. */
export const readDashboardPage: () => Promise<IndexPage> = createIndexPageReader(
  fileURLToPath(new URL('index.html', dashboardFolder)),
);
