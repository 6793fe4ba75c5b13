import type { startBrowser } from '../../../e2e/src/browser.ts';

type Browser = Awaited<ReturnType<typeof startBrowser>>;
type Page = Awaited<ReturnType<Browser['newPage']>>;

/** What one visit took, in milliseconds from the moment the address was entered. */
export interface Visit {
  /** All sites are drawn, and a key opens the palette. */
  readonly interactiveMs: number;
  /** Each call of the API, from the request to the last byte. */
  readonly callsMs: readonly number[];
}

/** The page's own clock, once something of it is there. */
const since = async (page: Page, selector: string): Promise<number> => {
  const found = await page.waitForFunction(
    (wanted) => (document.querySelector(wanted) === null ? 0 : performance.now()),
    selector,
    { polling: 'raf' },
  );
  return (await found.jsonValue()) as number;
};

async function look(page: Page, url: string): Promise<Visit> {
  await page.goto(url, { waitUntil: 'commit' });
  await since(page, 'a.status-cells-cell');
  await page.keyboard.press('Control+k');
  const interactiveMs = await since(page, 'dialog[open] input');
  await page.keyboard.press('Escape');
  // Charts that nobody sees yet are not asked for.
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await page.locator('.uplot').first().waitFor();
  await page.waitForFunction(() => document.querySelector('.skeleton') === null);
  const callsMs = await page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter(({ name, responseEnd }) => /\/api\/v1\/(?!live)/.test(name) && responseEnd > 0)
      .map(({ requestStart, responseEnd }) => responseEnd - requestStart),
  );
  return { interactiveMs, callsMs };
}

/** Visits the fleet page as somebody whose browser has never been there, again and again. */
export async function measurePage(
  browser: Browser,
  { url, link, visits }: { readonly url: string; readonly link: string; readonly visits: number },
): Promise<readonly Visit[]> {
  const first = await browser.newContext();
  await first.request.get(link, { maxRedirects: 0 });
  const storageState = await first.storageState();
  await first.close();
  const all: Visit[] = [];
  for (let left = visits; left > 0; left -= 1) {
    const context = await browser.newContext({ storageState });
    all.push(await look(await context.newPage(), url));
    await context.close();
  }
  return all;
}
