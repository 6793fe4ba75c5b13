import type { RandomKey } from '../random/keyed-random.ts';
import { createKey, uniformAt } from '../random/keyed-random.ts';

/**
 * A cause of trouble that comes and goes. Time is cut into windows; in each one an episode begins
 * with a certain chance, at some instant of it. An episode has a time before it, in which its signs
 * show (`lead`), its duration, and a time after it, in which its consequences fade (`tail`).
 *
 * The share of time that a cause holds is `chance * meanMs / windowMs` in the long run. Because the
 * windows are those of the calendar and everything in them is looked up by their number, a cause is
 * the same whenever the simulation was started.
 */
export interface FaultFacts {
  readonly name: string;
  readonly windowMs: number;
  /** Of an episode in a window, 0 to 1. */
  readonly chance: number;
  /** Mean duration; a single one lasts from 0.4 to 4 times as long. */
  readonly meanMs: number;
  readonly leadMs: number;
  readonly tailMs: number;
}

/** One time that a cause holds. */
interface Episode {
  readonly startMs: number;
  readonly endMs: number;
  /** How hard it hits, 0.5 to 1. */
  readonly strength: number;
  /** Whether it ends well by itself, in the half of cases below 0.5. */
  readonly luck: number;
}

/** Where an instant lies in an episode; all zero and no episode where there is none. */
export interface Phase {
  readonly episode: Episode | undefined;
  readonly isOn: boolean;
  /** How near the start is, 0 to 1, before it; 0 from then on. */
  readonly lead: number;
  /** What is left of the consequences, 1 to 0, after the end; 0 before it. */
  readonly tail: number;
}

/** The episodes of one cause at one place. */
export interface FaultProcess {
  at(atMs: number): Phase;
}

const quiet: Phase = { episode: undefined, isOn: false, lead: 0, tail: 0 };

/** 0.4 at least, 4 at most, 1 in the mean. */
function durationFactor(uniform: number): number {
  return Math.min(4, 0.4 + 0.6016 * -Math.log(1 - uniform));
}

function episodeOf(
  facts: FaultFacts,
  key: RandomKey,
  window: number,
  proneness: number,
  favour: ((atMs: number) => number) | undefined,
): Episode | undefined {
  const base = window * 8;
  if (uniformAt(key, base) >= facts.chance * proneness) return undefined;
  const candidates = [uniformAt(key, base + 1), uniformAt(key, base + 2)].map((place) =>
    Math.round((window + place) * facts.windowMs),
  ) as [number, number];
  const [first, second] = candidates;
  // Of two instants the one that the cause likes better: a gateway breaks when it has much to do.
  const startMs = favour !== undefined && favour(second) > favour(first) ? second : first;
  return {
    startMs,
    endMs: startMs + Math.round(facts.meanMs * durationFactor(uniformAt(key, base + 3))),
    strength: 0.5 + uniformAt(key, base + 4) / 2,
    luck: uniformAt(key, base + 5),
  };
}

function phaseOf({ leadMs, tailMs }: FaultFacts, episode: Episode, atMs: number): Phase {
  if (atMs >= episode.startMs && atMs < episode.endMs) {
    return { episode, isOn: true, lead: 0, tail: 0 };
  }
  const before = episode.startMs - atMs;
  if (before > 0 && before < leadMs) {
    return { episode, isOn: false, lead: 1 - before / leadMs, tail: 0 };
  }
  const after = atMs - episode.endMs;
  if (after >= 0 && after < tailMs) {
    return { episode, isOn: false, lead: 0, tail: 1 - after / tailMs };
  }
  return quiet;
}

const rank = ({ isOn, lead, tail }: Phase): number => (isOn ? 2 : Math.max(lead, tail));

/**
 * Creates the episodes of a cause. `place` names whom it befalls; `proneness` multiplies its chance;
 * `favour` says how well it likes an instant. `facts.meanMs * 4` must not exceed the window.
 */
export function createFaultProcess(
  facts: FaultFacts,
  seed: number,
  place: string,
  { proneness = 1, favour }: { proneness?: number; favour?: (atMs: number) => number } = {},
): FaultProcess {
  const key = createKey(seed, place, facts.name);
  let current: number | undefined;
  let near: readonly Episode[] = [];
  return {
    at(atMs) {
      const window = Math.floor(atMs / facts.windowMs);
      if (window !== current) {
        current = window;
        // The one before may last until now, the one after may cast its shadow.
        near = [window - 1, window, window + 1].flatMap(
          (number) => episodeOf(facts, key, number, proneness, favour) ?? [],
        );
      }
      let phase = quiet;
      for (const episode of near) {
        const candidate = phaseOf(facts, episode, atMs);
        if (rank(candidate) > rank(phase)) phase = candidate;
      }
      return phase;
    },
  };
}
