import { describe, expect, test } from 'vitest';
import { createFakeBrowser, track, upTo } from '../test/fake-browser.ts';

const minute = 60_000;

describe('while the house cannot be reached', () => {
  test('batches wait, are tried less and less often, and arrive', async () => {
    const browser = createFakeBrowser();
    browser.setMood('down');
    const tab = browser.openTab();
    for (const n of upTo(5)) track(tab, n);
    await browser.advance(10 * minute);
    expect(browser.requests()).toBeLessThan(20);
    expect(tab.client.counts()).toMatchObject({ waiting: 5, dropped: 0 });
    browser.setMood('up');
    tab.client.retry();
    await browser.advance(200);
    expect(browser.numbers()).toEqual(upTo(5));
  });

  test('and when it asks for patience, no sooner than it says', async () => {
    const browser = createFakeBrowser();
    browser.setMood('busy');
    track(browser.openTab(), 0);
    await browser.advance(5_200);
    browser.setMood('up');
    await browser.advance(1_999);
    expect(browser.requests()).toBe(1);
    await browser.advance(201);
    expect(browser.numbers()).toEqual([0]);
  });

  test('the oldest are dropped beyond what may wait, and counted', async () => {
    const browser = createFakeBrowser();
    browser.setMood('down');
    const tab = browser.openTab();
    for (const n of upTo(40)) {
      track(tab, n, { text: 'x'.repeat(50_000) });
      await browser.advance(1);
    }
    await browser.advance(minute);
    const { received, passed, dropped, waiting } = tab.client.counts();
    expect([received, passed, dropped + waiting]).toEqual([40, 0, 40]);
    expect(waiting).toBe(9);
    browser.setMood('up');
    await browser.advance(2 * minute);
    expect(browser.numbers()).toEqual(upTo(40).slice(31));
  });

  test('nothing is sent that is older than a week', async () => {
    const browser = createFakeBrowser();
    browser.setMood('down');
    track(browser.openTab(), 0);
    await browser.advance(8 * 24 * 60 * minute);
    browser.setMood('up');
    await browser.advance(10 * minute);
    expect(browser.stored.size).toBe(0);
  });

  test('what the house refuses is not sent again', async () => {
    const browser = createFakeBrowser();
    browser.setMood('refusing');
    const tab = browser.openTab();
    track(tab, 0);
    await browser.advance(10 * minute);
    expect(browser.requests()).toBe(1);
    expect(tab.client.counts()).toMatchObject({ dropped: 1, waiting: 0 });
  });
});

describe('a browser that keeps nothing', () => {
  test.each([{ hasStorage: false }, { charactersMax: 10 }])('%j still sends', async (limits) => {
    const browser = createFakeBrowser(limits);
    browser.setMood('down');
    const tab = browser.openTab();
    for (const n of upTo(45)) track(tab, n);
    await browser.advance(minute);
    browser.setMood('up');
    await browser.advance(2 * minute);
    expect(browser.numbers()).toEqual(upTo(45));
    expect(browser.changed).toEqual([]);
  });
});
