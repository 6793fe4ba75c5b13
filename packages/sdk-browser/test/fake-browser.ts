import type { Client } from '../src/client.ts';
import { createClient } from '../src/client.ts';
import type { Host } from '../src/host.ts';
import { createFakeHouse } from './fake-house.ts';
import { createStorage } from './fake-storage.ts';

interface Timer {
  readonly atMs: number;
  readonly run: () => void;
  readonly tab: FakeTab;
}

/** A tab of a fake browser. */
export interface FakeTab {
  readonly client: Client;
  isFrozen: boolean;
  isGone: boolean;
}

const url = 'https://house.example';
/** How long the house takes to answer. */
const answerMilliseconds = 200;
const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
};

/** A clock, and what is to happen when. */
function createTimers() {
  const timers = new Set<Timer>();
  let nowMs = Date.UTC(2026, 0, 1);

  function nextDue(untilMs: number): Timer | undefined {
    return [...timers]
      .filter(({ atMs, tab }) => atMs <= untilMs && !tab.isFrozen && !tab.isGone)
      .sort((one, other) => one.atMs - other.atMs)[0];
  }

  return {
    nowMs: () => nowMs,
    later(tab: FakeTab, run: () => void, milliseconds: number): () => void {
      const timer = { atMs: nowMs + milliseconds, run, tab };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(milliseconds: number): Promise<void> {
      const untilMs = nowMs + milliseconds;
      for (let due = nextDue(untilMs); due !== undefined; due = nextDue(untilMs)) {
        nowMs = Math.max(nowMs, due.atMs);
        timers.delete(due);
        due.run();
        await settle();
      }
      nowMs = untilMs;
      await settle();
    },
  };
}

/** A browser with several tabs of one origin, its clock, and the house that the tabs send to. */
export function createFakeBrowser({ charactersMax = 5_000_000, hasStorage = true } = {}) {
  const storage = createStorage(charactersMax);
  const house = createFakeHouse();
  const timers = createTimers();
  let seed = 1;

  const random = (bytes: number): Uint8Array =>
    Uint8Array.from({ length: bytes }, () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed & 255;
    });

  const hostOf = (tab: () => FakeTab): Host => ({
    nowMs: timers.nowMs,
    random,
    chance: () => 0.5,
    storage: hasStorage ? storage : undefined,
    post: async (_url, body) => {
      const answer = house.answer(body);
      // The tab is handled as if it could be thrown away while it waits.
      answer.catch(() => undefined);
      await new Promise<void>((resolve) => timers.later(tab(), resolve, answerMilliseconds));
      return answer;
    },
    beacon: (_url, body) => house.beacon(body),
    later: (run, milliseconds) => timers.later(tab(), run, milliseconds),
  });

  return {
    ...house,
    storage,
    openTab(settings: object = {}): FakeTab {
      const tab = { isFrozen: false, isGone: false } as FakeTab;
      const given = { url, key: 'hp_browser_abc_secret', ...settings };
      const readAddress = () => 'https://shop.example/a?card=4111#x';
      return Object.assign(tab, {
        client: createClient(
          hostOf(() => tab),
          given,
          readAddress,
        ),
      });
    },
    /** Lets so much time pass, with everything that happens in it. */
    advance: timers.advance,
  };
}

export type FakeBrowser = ReturnType<typeof createFakeBrowser>;

/** The numbers from 0 on. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

/** Somebody clicks, for the n-th time. */
export const track = (tab: FakeTab, n: number, more: object = {}): void =>
  tab.client.trackActivity('click', { extra_data: { n, ...more } });
