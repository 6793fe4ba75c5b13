import { describe, expect, test } from 'vitest';
import { createFakeBrowser, track, upTo } from '../test/fake-browser.ts';

const minute = 60_000;
const recordsOf = (body = '{}'): Record<string, unknown>[] => JSON.parse(body).activities;

describe('records', () => {
  test('are sent when there are twenty, or after five seconds', async () => {
    const browser = createFakeBrowser();
    const tab = browser.openTab();
    for (const n of upTo(20)) track(tab, n);
    await browser.advance(1_000);
    expect(browser.numbers()).toEqual(upTo(20));
    track(tab, 20);
    await browser.advance(4_999);
    expect(browser.stored.size).toBe(1);
    await browser.advance(1_000);
    expect(browser.numbers()).toEqual(upTo(21));
    expect(tab.client.counts()).toEqual({ received: 21, passed: 21, dropped: 0, waiting: 0 });
    expect(browser.requests()).toBe(2);
  });

  test('say who, when and where, without what stands behind the path', async () => {
    const browser = createFakeBrowser();
    const { client } = browser.openTab();
    client.trackActivity('page_view');
    await browser.advance(29 * minute);
    client.identify('anna');
    client.trackActivity('search', { search_query: 'tea', page_url: '/find?token=1#x' });
    await browser.advance(31 * minute);
    client.reset();
    client.logError({ severity: 'error', error_message: 'x' });
    await browser.advance(minute);
    const [first, second, third] = [...browser.stored.values()].map((body) => JSON.parse(body));
    expect(first.activities[0]).toEqual({
      timestamp: '2026-01-01T00:00:00.000Z',
      visitor_id: expect.stringMatching(/^[\da-f-]{36}$/),
      session_id: expect.stringMatching(/^[\da-f-]{36}$/),
      activity_type: 'page_view',
      page_url: 'https://shop.example/a',
    });
    expect(second.activities[0]).toMatchObject({
      user_id: 'anna',
      session_id: first.activities[0].session_id,
      page_url: 'https://shop.example/find',
    });
    expect(second.activities[0]).not.toHaveProperty('visitor_id');
    expect(third.errors[0]).toMatchObject({ context: { page_url: 'https://shop.example/a' } });
    expect(third.errors[0].visitor_id).not.toBe(first.activities[0].visitor_id);
    expect(third.errors[0].session_id).not.toBe(first.activities[0].session_id);
  });

  test('a visit ends when nothing happened for half an hour', async () => {
    const browser = createFakeBrowser();
    const tab = browser.openTab();
    for (const pause of [29, 29, 31]) {
      track(tab, 0);
      await browser.advance(pause * minute);
    }
    track(browser.openTab(), 0);
    await browser.advance(minute);
    const sessions = [...browser.stored.values()].map((body) => recordsOf(body)[0]?.session_id);
    expect(sessions[0]).toBe(sessions[2]);
    expect(sessions[3]).not.toBe(sessions[0]);
  });

  test('parameters that the page allows stay', async () => {
    const browser = createFakeBrowser();
    const { client } = browser.openTab({ allowedQuery: ['q', 'page'] });
    client.trackActivity('page_view', { page_url: '/find?q=a%20b&token=1&page=2' });
    await browser.advance(minute);
    const [body] = browser.stored.values();
    expect(recordsOf(body)[0]?.page_url).toBe('https://shop.example/find?q=a+b&page=2');
  });
});

describe('a record', () => {
  test('what PostgreSQL cannot keep, or nobody can write, costs itself alone', async () => {
    const browser = createFakeBrowser();
    const tab = browser.openTab();
    const round: Record<string, unknown> = {};
    round.self = round;
    track(tab, 0, { text: 'a\0b\ud800c\\ud800 😀\n' });
    track(tab, 1, round);
    track(tab, 2, { text: 'x'.repeat(65_000) });
    track(tab, 3, { big: 1n });
    await browser.advance(minute);
    expect(browser.numbers()).toEqual([0]);
    const [body] = browser.stored.values();
    expect(recordsOf(body)[0]?.extra_data).toEqual({ n: 0, text: 'a\ufffdb\ufffdc\\ud800 😀\n' });
    expect(tab.client.counts()).toEqual({ received: 4, passed: 1, dropped: 3, waiting: 0 });
  });

  test('are split so that each batch fits into what a browser lets outlive its page', async () => {
    const browser = createFakeBrowser();
    const tab = browser.openTab();
    for (const n of upTo(19)) track(tab, n, { text: '漢'.repeat(7_000) });
    await browser.advance(minute);
    expect(browser.numbers()).toEqual(upTo(19));
    const sizes = [...browser.stored.values()].map((body) => Buffer.byteLength(body));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(65_536);
    expect(sizes.length).toBeGreaterThan(6);
  });
});

describe('a visitor who does not want to be seen', () => {
  test('is forgotten at once, until the next yes', async () => {
    const browser = createFakeBrowser();
    const tab = browser.openTab();
    tab.client.identify('anna');
    track(tab, 0);
    tab.client.setConsent(false);
    track(tab, 1);
    tab.client.identify('anna');
    tab.client.hide(true);
    await browser.advance(minute);
    expect(Object.keys(browser.storage)).toEqual(['homepot.consent']);
    track(browser.openTab(), 2);
    await browser.advance(minute);
    expect(browser.stored.size).toBe(0);
    tab.client.setConsent(true);
    track(tab, 3);
    await browser.advance(minute);
    expect(browser.numbers()).toEqual([3]);
  });

  test('leaves nothing where the page waits for a yes', async () => {
    const browser = createFakeBrowser();
    const tab = browser.openTab({ consentNeeded: true });
    track(tab, 0);
    await browser.advance(minute);
    expect(Object.keys(browser.storage)).toEqual([]);
    tab.client.setConsent(true);
    track(tab, 1);
    await browser.advance(minute);
    expect(browser.numbers()).toEqual([1]);
  });
});
