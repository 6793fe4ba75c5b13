import { writeFile } from 'node:fs/promises';
import { renderCommandsPage } from './commands-page.ts';

const page = new URL('../../../../docs/reference/commands.md', import.meta.url);
await writeFile(page, await renderCommandsPage());
