import type { Agenda } from './agenda.ts';
import { createAgenda } from './agenda.ts';
import type { QuestionCounts } from './ask-pages.ts';
import { createPageAsker } from './ask-pages.ts';
import { createChance } from './chance.ts';
import type { FleetWatch } from './fleet-watch.ts';
import { orderJobs } from './order-jobs.ts';
import { playErrors } from './play-errors.ts';
import { playJobOutcomes } from './play-job-outcomes.ts';
import { playPerson } from './play-person.ts';
import { playTools } from './play-tools.ts';
import type { TrafficClients } from './traffic-clients.ts';
import type { Emit } from './traffic-records.ts';

/** Everything that happens, and what is counted of it. */
export interface FilledAgenda {
  readonly agenda: Agenda;
  readonly questions: () => QuestionCounts;
  readonly jobs: () => { readonly ordered: number; readonly refused: number };
}

/** Three seats, each with five activities a minute, breaks included. */
const seats = 3;

/** Enters all that people, agents and machines do. Each has a stream of chance of its own. */
export function fillAgenda(
  seed: number,
  parts: { readonly clients: TrafficClients; readonly fleet: FleetWatch; readonly emit: Emit },
): FilledAgenda {
  const { clients, fleet, emit } = parts;
  const chance = createChance(seed);
  const agenda = createAgenda();
  const base = { fleet, emit, now: () => new Date() };
  const pages = createPageAsker(clients);
  const people = Array.from({ length: seats }, (_, seat) =>
    playPerson({ ...base, chance: chance.fork(`seat ${seat}`), ask: pages.ask }),
  );
  const present = () => people.flatMap((person) => person.current() ?? []);
  for (const [seat, person] of people.entries()) agenda.add(seat * 4, person.happening);
  agenda.add(5, playJobOutcomes({ ...base, chance: chance.fork('outcomes') }));
  agenda.add(15, playErrors({ ...base, chance: chance.fork('errors'), present }));
  agenda.add(3, playTools({ ...base, chance: chance.fork('tools'), present }));
  const jobs = { ordered: 0, refused: 0 };
  const orders = orderJobs({
    chance: chance.fork('jobs'),
    fleet,
    admin: clients.admin,
    onDone: (isGood) => {
      jobs[isGood ? 'ordered' : 'refused'] += 1;
    },
  });
  agenda.add(orders.firstAfterSeconds, orders.happening);
  return { agenda, questions: pages.counts, jobs: () => jobs };
}
