import { configurationPage } from './configuration-page.ts';
import { errorsPage } from './errors-page.ts';
import type { ReferencePage } from './reference-page.ts';
import { tablesPage } from './tables-page.ts';

/** Every page of the reference that is written from code. */
export const pages: readonly ReferencePage[] = [tablesPage, errorsPage, configurationPage];
