import { commandErrorsPage } from './command-errors-page.ts';
import { configurationPage } from './configuration-page.ts';
import { errorsPage } from './errors-page.ts';
import { limitsPage } from './limits-page.ts';
import type { ReferencePage } from './reference-page.ts';
import { routesPage } from './routes-page.ts';
import { tablesPage } from './tables-page.ts';

/** Every page of the reference that is written from code. */
export const pages: readonly ReferencePage[] = [
  tablesPage,
  routesPage,
  errorsPage,
  commandErrorsPage,
  limitsPage,
  configurationPage,
];
