import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FakeBrowser, FakeTab } from '../test/fake-browser.ts';
import { createFakeBrowser, track, upTo } from '../test/fake-browser.ts';
import type { Mood } from '../test/fake-house.ts';

const minute = 60_000;

/** Something happens to a tab; `tab` is taken modulo those that there are. */
interface TabStep {
  readonly do: 'track' | 'freeze' | 'thaw' | 'close' | 'crash' | 'hide' | 'show';
  readonly tab: number;
}

/** Anything that may happen to a browser with tabs. */
type Step =
  | TabStep
  | { readonly do: 'open' }
  | { readonly do: 'mood'; readonly mood: Mood }
  | { readonly do: 'wait'; readonly milliseconds: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ do: fc.constant('track' as const), tab: fc.nat(2) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constantFrom('freeze', 'thaw', 'close', 'crash', 'hide', 'show'),
        tab: fc.nat(2),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ do: 'open' as const }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('mood' as const),
        mood: fc.constantFrom<Mood>('up', 'lost', 'down', 'busy'),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('wait' as const),
        milliseconds: fc.constantFrom(0, 500, 4_000, 6_000, 20_000, 31_000, 61_000, 200_000),
      }),
    },
  ),
  { maxLength: 80, size: 'max' },
);

interface Run {
  readonly browser: FakeBrowser;
  readonly tabs: FakeTab[];
  tracked: number;
}

const changes: Readonly<Record<TabStep['do'], (tab: FakeTab, run: Run) => void>> = {
  track: (tab, run) => track(tab, run.tracked++),
  show: ({ client }) => client.show(),
  hide: ({ client }) => client.hide(false),
  close: (tab) => {
    tab.client.hide(true);
    // Browsers say both, in this order.
    tab.client.hide(false);
    tab.isGone = true;
  },
  crash: (tab) => {
    tab.isGone = true;
  },
  freeze: (tab) => {
    tab.isFrozen = true;
  },
  thaw: (tab) => {
    tab.isFrozen = false;
  },
};

/** A tab that is frozen does nothing but thaw or end. */
const whileFrozen = new Set<TabStep['do']>(['thaw', 'crash']);

async function take(run: Run, step: Step): Promise<void> {
  if (step.do === 'open') return void run.tabs.push(run.browser.openTab());
  if (step.do === 'mood') return run.browser.setMood(step.mood);
  if (step.do === 'wait') return run.browser.advance(step.milliseconds);
  const tab = run.tabs[step.tab % run.tabs.length];
  if (tab === undefined || tab.isGone) return;
  if (!tab.isFrozen || whileFrozen.has(step.do)) changes[step.do](tab, run);
}

test('whatever happens to tabs and house: nothing is lost, nothing doubled, no batch ever changes', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const browser = createFakeBrowser();
      const run: Run = { browser, tabs: [browser.openTab()], tracked: 0 };
      for (const step of all) await take(run, step);
      browser.setMood('up');
      for (const tab of run.tabs) tab.isFrozen = false;
      await browser.advance(4 * minute);
      // What somebody waits with is sent without anybody's doing.
      const living = run.tabs.filter(({ isGone }) => !isGone);
      expect(living.map(({ client }) => client.counts().waiting)).toEqual(living.map(() => 0));
      // Whatever closed or crashed tabs left is taken over within two minutes by any other.
      run.tabs.push(browser.openTab());
      await browser.advance(3 * minute);
      expect(browser.changed).toEqual([]);
      expect(browser.numbers()).toEqual(upTo(run.tracked));
      expect(run.tabs.map(({ client }) => client.counts().dropped)).toEqual(run.tabs.map(() => 0));
    }),
    { numRuns: 2_000 },
  );
}, 60_000);

test('a tab that was frozen for long begins a new batch: another may have sent the old one', async () => {
  const browser = createFakeBrowser();
  const frozen = browser.openTab();
  track(frozen, 0);
  frozen.isFrozen = true;
  await browser.advance(61_000);
  track(browser.openTab(), 1);
  await browser.advance(10_000);
  expect(browser.numbers()).toEqual([0, 1]);
  frozen.isFrozen = false;
  track(frozen, 2);
  await browser.advance(10_000);
  expect(browser.numbers()).toEqual(upTo(3));
  expect(browser.changed).toEqual([]);
});

test('what a closed tab leaves is taken over at once', async () => {
  const browser = createFakeBrowser();
  browser.setMood('down');
  const closed = browser.openTab();
  track(closed, 0);
  closed.client.hide(true);
  closed.client.hide(false);
  closed.isGone = true;
  browser.setMood('up');
  browser.openTab();
  await browser.advance(6_000);
  expect(browser.numbers()).toEqual([0]);
});

test('the batch that is open is not sent with the one before it', async () => {
  const browser = createFakeBrowser();
  const tab = browser.openTab();
  for (const n of upTo(20)) track(tab, n);
  await browser.advance(1);
  track(tab, 20);
  await browser.advance(1_000);
  track(tab, 21);
  await browser.advance(10_000);
  expect(browser.numbers()).toEqual(upTo(22));
  expect(browser.changed).toEqual([]);
});
