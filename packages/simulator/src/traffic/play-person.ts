import type { Happening } from './agenda.ts';
import type { Chance } from './chance.ts';
import type { FleetWatch, PlayedDevice } from './fleet-watch.ts';
import type { PageName } from './pages.ts';
import { clicks, nextPages, pickDevice, searches, staySeconds, urlOf } from './pages.ts';
import type { Emit } from './traffic-records.ts';

/** Somebody at a screen right now: whose errors would be seen there. */
export interface Presence {
  readonly user_id: string;
  readonly session_id: string;
  readonly page_url: string;
}

/** What playing a person takes. */
export interface PersonDependencies {
  readonly chance: Chance;
  readonly fleet: FleetWatch;
  readonly emit: Emit;
  readonly now: () => Date;
  /** Asks the server what the page shows. */
  readonly ask: (
    userId: string,
    page: PageName,
    device: PlayedDevice | undefined,
    query: string | undefined,
  ) => void;
}

interface Session extends Presence {
  readonly page: PageName;
  readonly device: PlayedDevice | undefined;
  readonly stepsLeft: number;
}

const peopleCount = 12;
const names = ['ada', 'grace', 'linus', 'tove', 'edsger', 'barbara', 'alan', 'radia'] as const;
const breakSeconds = 25;

function chooseName(chance: Chance): string {
  const number = chance.whole(0, peopleCount - 1);
  return `sim-${names[number] ?? `clerk-${number}`}`;
}

const sessionId = (chance: Chance): string =>
  `sim-session-${Math.floor(chance.next() * 0xffffffff)
    .toString(16)
    .padStart(8, '0')}`;

/**
 * One seat at a screen, where one person after the other sits down: signs in, opens pages, reads,
 * clicks, searches, and leaves; then a break. Every step is a row of `user_activities`, and what a
 * page shows is really asked of the server. `current` is who sits there now.
 */
export function playPerson(deps: PersonDependencies): {
  readonly happening: Happening;
  current(): Presence | undefined;
} {
  const { chance, fleet, emit, now, ask } = deps;
  let session: Session | undefined;

  const write = (
    { user_id, session_id, page_url }: Presence,
    activity: Readonly<Record<string, unknown>>,
  ) =>
    emit('user_activities', {
      timestamp: now().toISOString(),
      user_id,
      session_id,
      page_url,
      ...activity,
    });

  const open = (before: Session, page: PageName, stayed: number): Session => {
    const device =
      page === 'device' ? pickDevice(chance, fleet.devices(), fleet.troubled()) : before.device;
    const opened = { ...before, page, device, page_url: urlOf(page, device) };
    write(opened, { activity_type: 'page_view', duration_ms: Math.round(stayed * 1_000) });
    ask(opened.user_id, page, device, undefined);
    return opened;
  };

  const search = (at: Session): void => {
    const query = chance.choose(searches);
    const found = fleet
      .devices()
      .filter(({ device_id, status }) => device_id.includes(query) || status === query).length;
    write(at, { activity_type: 'search', search_query: query, results_count: found });
    ask(at.user_id, 'devices', undefined, query);
  };

  const click = (at: Session): void => {
    const element_id = chance.choose(clicks[at.page]);
    const device = at.device === undefined ? {} : { device_id: at.device.device_id };
    const isForm = element_id === 'create-job';
    write(at, {
      activity_type: isForm ? 'form_submit' : 'click',
      element_id,
      extra_data: { page: at.page, ...device },
    });
  };

  const step = (at: Session, stayed: number): Session => {
    const what = chance.weigh([
      ['open', 5],
      ['click', 4],
      ['search', at.page === 'devices' ? 4 : 1],
    ]);
    if (what === 'open') return open(at, chance.weigh(nextPages[at.page]), stayed);
    if (what === 'search') search(at);
    else click(at);
    return at;
  };

  const begin = (): Session => {
    const page = 'dashboard';
    const empty = { user_id: chooseName(chance), session_id: sessionId(chance), page_url: '' };
    const seated = { ...empty, page, device: undefined, stepsLeft: chance.whole(5, 22) } as const;
    return open(seated, page, 0);
  };

  let stayed = 0;
  return {
    current: () => session,
    happening() {
      const before = session;
      if (before !== undefined && before.stepsLeft <= 0) {
        session = undefined;
        return chance.span(breakSeconds);
      }
      const at = before === undefined ? begin() : step(before, stayed);
      session = { ...at, stepsLeft: at.stepsLeft - 1 };
      stayed = chance.longTailed(staySeconds[at.page] * 0.75, 0.5);
      return stayed;
    },
  };
}
