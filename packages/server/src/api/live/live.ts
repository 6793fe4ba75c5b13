import type { LiveTopic, Route } from '@homepot/catalogue';
import { followLive, followOverSocket } from '@homepot/catalogue';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Principal } from '../../auth/index.ts';
import { batchScopeOf, callerOf, requireCaller } from '../../auth/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute, bindSocket, presentedBy } from '../../http/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import type { Live } from '../../live/index.ts';
import { openEventSink } from './event-sink.ts';
import type { AskedInterest } from './read-interest.ts';
import { readInterest } from './read-interest.ts';
import { openSocketSink } from './socket-sink.ts';

export interface LiveDependencies extends BindDependencies {
  readonly live: Pick<Live, 'subscribe'>;
}

interface AskedQuery {
  readonly topics?: readonly string[];
  readonly tables?: readonly string[];
  readonly device_id?: string;
  readonly last_event_id?: string;
}

/** What a screen on a wall shows; no rows, and nothing that names people. */
const ofDisplays: ReadonlySet<LiveTopic> = new Set(['metrics', 'devices']);

/** What a display follows where it does not say; throws not_allowed where it asks for more than it may. */
function narrow(principal: Principal, query: AskedQuery, asked: AskedInterest): AskedInterest {
  if (callerOf(principal) !== 'display') return asked;
  const topics = query.topics === undefined ? ofDisplays : asked.topics;
  if (asked.tables.size === 0 && [...topics].every((topic) => ofDisplays.has(topic))) {
    return { ...asked, topics };
  }
  throw new HomepotError('not_allowed', {
    message: 'A display follows the topics metrics and devices, and no tables',
  });
}

/** Who follows what, and what it proved itself with, which is asked again as long as it follows. */
function createRequest(
  { authenticator }: BindDependencies,
  route: Route,
  call: {
    readonly principal: Principal;
    readonly query: AskedQuery;
    readonly request: FastifyRequest;
  },
) {
  const presented = presentedBy(call.request);
  return {
    who: batchScopeOf(call.principal),
    credential: JSON.stringify([route.operation, presented]),
    confirm: async () => {
      requireCaller(await authenticator.authenticate(presented), route.callers);
    },
    ...narrow(call.principal, call.query, readInterest(call.query)),
  };
}

function bindEvents(app: FastifyInstance, deps: LiveDependencies): void {
  bindRoute(app, followLive, deps, async (call) => {
    const { query, request, reply } = call;
    const asked = createRequest(deps, followLive, call);
    if (request.method === 'HEAD') return reply.type('text/event-stream').send('');
    const header = request.headers['last-event-id'];
    const lastEventId = typeof header === 'string' && header !== '' ? header : query.last_event_id;
    const end = await deps.live.subscribe({
      ...asked,
      lastEventId,
      open: () => openEventSink(reply),
    });
    if (reply.raw.destroyed) end();
    reply.raw.once('close', end);
    return reply;
  });
}

/** Binds what can be followed. */
export function bindLive(app: FastifyInstance, deps: LiveDependencies): void {
  bindEvents(app, deps);
  bindSocket(app, followOverSocket, deps, async (call) => {
    const { query, socket } = call;
    const end = await deps.live.subscribe({
      ...createRequest(deps, followOverSocket, call),
      lastEventId: query.last_event_id,
      open: () => openSocketSink(socket),
    });
    if (socket.readyState === socket.CLOSED) end();
    socket.once('close', end);
  });
}
