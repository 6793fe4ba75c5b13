import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { createTestDatabase } from '../../../packages/server/test/test-database.ts';
import { startBrowser } from '../browser.ts';
import type { Answer } from '../call.ts';
import { call } from '../call.ts';
import { findFreePort } from '../free-port.ts';
import type { Ended } from '../homepot-command.ts';
import { runHomepot } from '../homepot-command.ts';
import { startServerProcess } from '../server-process.ts';

interface OpenOptions {
  /** `''` = as the browser says its user likes it. */
  readonly theme?: 'dark' | 'light' | '';
  /** Pixels. */
  readonly width?: number;
  readonly height?: number;
  /** Leaves the pages that were opened before. */
  readonly isBeside?: boolean;
}

/** A server with the sample fleet, and a browser that is signed in as its administrator. */
export interface WebHouse {
  readonly url: string;
  readonly browser: Browser;
  /** Opens a page of the dashboard, all in one session; the one before is closed. */
  open(path: string, options?: OpenOptions): Promise<Page>;
  /** Calls the API as whoever can read the data folder. */
  ask(path: string, options?: Parameters<typeof call>[1]): Promise<Answer>;
  /** Runs `homepot` against it. */
  homepot(...words: string[]): Promise<Ended>;
  query<Row>(text: string): Promise<Row[]>;
  /** A link that signs the administrator in once. */
  createLink(): Promise<string>;
  /** Fails on violations of WCAG 2.2 A and AA that axe finds. */
  expectAccessible(page: Page): Promise<void>;
  /** Fails where a page threw, wrote an error to the console, or asked anybody but the server; then forgets. */
  expectNoFaults(): void;
  /** The server goes away, as by a crash. */
  kill(): Promise<void>;
  /** And comes back, at the same address. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Below the limit of a test, so that it is told which step waited in vain. */
const stepMilliseconds = 25_000;

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const isOfBrowser = /^(data|blob|about):/;

function watch(page: Page, url: string, faults: string[]): void {
  page.on('console', (message) => {
    const text = message.text();
    // A server that is away is no fault of the page.
    if (message.type() === 'error' && !text.includes('ERR_')) faults.push(text);
  });
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
  page.on('request', (request) => {
    const asked = request.url();
    if (!asked.startsWith(url) && !isOfBrowser.test(asked)) faults.push(`asked ${asked}`);
  });
}

async function expectAccessible(page: Page): Promise<void> {
  // Its other mode puts what it found together in a page of its own; here are no frames of others.
  const axe = new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ rules: { 'target-size': { enabled: true } } })
    .withTags(rules);
  const { violations } = await axe.analyze();
  const found = violations.map(({ id, nodes }) => ({
    id,
    where: nodes.slice(0, 3).map(({ target, failureSummary }) => `${target}: ${failureSummary}`),
  }));
  expect(found).toEqual([]);
}

async function openIn(
  context: BrowserContext,
  address: string,
  options: OpenOptions,
): Promise<Page> {
  const { theme = 'dark', width = 1_280, height = 860 } = options;
  const page = await context.newPage();
  await page.setViewportSize({ width, height });
  await page.addInitScript((chosen) => localStorage.setItem('homepot.theme', chosen), theme);
  await page.goto(address);
  return page;
}

/** Starts it: once a file of tests, in `beforeAll`. `settings` come on top of those of the environment. */
export async function startWebHouse(
  settings: Readonly<Record<string, string>> = {},
): Promise<WebHouse> {
  // The browser moves the temporary folder, so the house comes first.
  const folder = await mkdtemp(join(tmpdir(), 'homepot-web-'));
  const scratch = await createTestDatabase();
  const port = await findFreePort();
  const start = () =>
    startServerProcess(folder, {
      DATABASE_URL: scratch.connectionString,
      PORT: String(port),
      MQTT_ENABLED: 'false',
      ...settings,
    });
  let server = await start();
  const { url } = server;
  // In one process, as it comes, it ends when a window is closed.
  const browser = await startBrowser({ isStrict: true });
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/London' });
  context.setDefaultTimeout(stepMilliseconds);
  const faults: string[] = [];
  const homepot = (...words: string[]) => runHomepot(words, { DATA_DIR: folder, PORT: '' });
  const createLink = async () => {
    const { stdout } = await homepot('users', 'login-link', 'admin');
    return stdout.trim().replace(/^https?:\/\/[^/]+/, url);
  };
  await context.request.get(await createLink(), { maxRedirects: 0 });
  return {
    url,
    browser,
    homepot,
    createLink,
    expectAccessible,
    ask: (path, options) => call(url + path, { key: server.localKey, ...options }),
    query: (text) => scratch.database.query(text),
    async open(path, options = {}) {
      if (options.isBeside !== true) {
        await Promise.all(context.pages().map((page) => page.close()));
      }
      context.removeAllListeners('page');
      context.on('page', (page) => watch(page, url, faults));
      return openIn(context, url + path, options);
    },
    expectNoFaults: () => expect(faults.splice(0)).toEqual([]),
    kill: () => server.kill(),
    async restart() {
      server = await start();
    },
    async close() {
      await browser.close();
      await server.stop();
      await scratch.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
