import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const read = (file: string): Promise<string> =>
  readFile(new URL(`../${file}`, import.meta.url), 'utf8');

test.each(['web-page.html', 'web-page-module.js'])(
  'the how-to shows %s as the tests open it in a browser',
  async (name) => {
    const shown = await read('how-to/put-it-into-a-web-page.md');
    const fence = name.endsWith('.html') ? 'html' : 'js';
    expect(shown).toContain(
      `\`\`\`${fence}\n${(await read(`examples/${name}`)).trimEnd()}\n\`\`\``,
    );
  },
);
