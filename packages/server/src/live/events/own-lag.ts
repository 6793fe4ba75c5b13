import type { LiveSummary } from '../summary/live-summary.ts';

/** From here on, seconds that a server is behind are worth telling others. */
const toldSecondsMin = 2;

/** How far this server is behind, where the others do not know it yet. */
export interface OwnLag {
  /** Undefined where they do. */
  read(): LiveSummary['lag'];
  told(lag: LiveSummary['lag']): void;
}

export function createOwnLag(serverId: string, lagSeconds: () => number): OwnLag {
  let toldSeconds = 0;
  return {
    read() {
      const exact = lagSeconds();
      const seconds = exact < toldSecondsMin ? 0 : Math.round(exact);
      return seconds === toldSeconds ? undefined : { [serverId]: seconds };
    },
    told(lag) {
      toldSeconds = lag?.[serverId] ?? toldSeconds;
    },
  };
}
