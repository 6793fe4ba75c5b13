import { mkdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import packagedChromium from '@sparticuz/chromium';
import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';
import { useTemporaryFolder } from './environment.ts';

/** How the package starts it: without what keeps pages of different origins apart, and in one process. */
const laxities = new Set([
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--disable-site-isolation-trials',
  '--single-process',
  '--no-zygote',
]);

/**
 * Starts the browser that comes inside an npm package. It unpacks itself into the temporary folder,
 * where what another user of the machine unpacked could not be run. `isStrict` = as strict about
 * origins as the browsers of people are.
 */
export async function startBrowser({ isStrict = false } = {}): Promise<Browser> {
  const folder = join(tmpdir(), `homepot-browser-${userInfo().uid}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  useTemporaryFolder(folder);
  return chromium.launch({
    executablePath: await packagedChromium.executablePath(),
    args: [
      ...packagedChromium.args.filter((arg) => !isStrict || !laxities.has(arg)),
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
    ],
    headless: true,
  });
}
