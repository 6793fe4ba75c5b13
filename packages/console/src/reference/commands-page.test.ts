import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { commandList } from '../command-list.ts';
import { renderCommandsPage } from './commands-page.ts';

const page = new URL('../../../../docs/reference/commands.md', import.meta.url);

test('docs/reference/commands.md says what the program says (else: npm run docs)', async () => {
  expect(await readFile(page, 'utf8')).toBe(await renderCommandsPage());
});

test('every command is on the page', async () => {
  const text = await renderCommandsPage();
  for (const { name } of commandList)
    expect(text).toMatch(new RegExp(`^## homepot ${name}\\b`, 'm'));
});
