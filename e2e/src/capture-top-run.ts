import { readFile, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { makeFolder, startCollect } from './collect/start-collect.ts';
import { runHomepot } from './homepot-command.ts';

// Collects for two minutes on an empty data folder and keeps what `homepot top` then shows, for the
// documentation: node e2e/src/capture-top-run.ts
const picture = fileURLToPath(new URL('../../docs/images/top.txt', import.meta.url));
const page = fileURLToPath(new URL('../../docs/how-to/watch-in-a-terminal.md', import.meta.url));
const watchSeconds = 120;

async function replaceFile(file: string, content: string): Promise<void> {
  await writeFile(`${file}.new`, content);
  await rename(`${file}.new`, file);
}

const { folder, remove } = await makeFolder();
const collecting = startCollect(folder, ['--devices', '12', '--rate', '4'], { PORT: '8000' });
try {
  await collecting.said('People use');
  const words = ['top', '--once', '--every', String(watchSeconds)];
  const { stdout } = await runHomepot(words, { DATA_DIR: folder, PORT: '8000' });
  await replaceFile(picture, stdout);
  const before = await readFile(page, 'utf8');
  await replaceFile(
    page,
    before.replace(/```text\n[^`]*```/, () => `\`\`\`text\n${stdout}\`\`\``),
  );
} finally {
  collecting.tell('SIGTERM');
  await collecting.ended;
  await remove();
}
