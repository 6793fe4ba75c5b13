import { Type } from 'typebox';
import { countInWords } from '../in-words.ts';
import { callerLimits as limits } from '../limits.ts';
import { liveTopics } from '../wire/live-view.ts';
import type { Route } from './route.ts';
import { readers } from './route.ts';

const query = Type.Object({
  topics: Type.Optional(
    Type.Array(Type.String(), {
      description: `Only these: ${liveTopics.join(', ')}. Repeated or separated by commas; all unless given.`,
    }),
  ),
  tables: Type.Optional(
    Type.Array(Type.String(), {
      description: `Also the rows that are stored in these tables, by name or list path; at most ${limits.liveRowsPerSecondMax} rows of a table a second, the others are counted.`,
    }),
  ),
  device_id: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description:
        'Of `tables`, only the rows of this device; each of them has a column `device_id`. They are told however much other devices send.',
    }),
  ),
  last_event_id: Type.Optional(
    Type.String({
      description:
        'The id of the last message that was received, where the header `Last-Event-ID` cannot be set.',
    }),
  ),
});

const messages = `First \`picture\`: everything that is followed, as it is now. Then, at most once a second, \`change\`: what is
different by now, and under \`new\` what was stored since the message before. \`rows\` are rows of \`tables\`; \`end\` says why the
server closes. With the id of the last message nothing is missing: the first \`change\` adds up what was missed, as long as
that is at most ${limits.liveEventsKeptMinutes} minutes ago; after it comes a \`picture\` with \`reset\`. A reader that is too slow gets the newest
picture instead of what it missed, also with \`reset\`, and is closed after ${limits.liveStalledSecondsMax} seconds without progress. At most
${limits.liveFollowersPerCallerMax} followers of one caller, ${countInWords(limits.liveFollowersMax)} of a server.`;

/** What happens, as server-sent events. */
export const followLive = {
  operation: 'followLive',
  method: 'GET',
  path: '/api/v1/live',
  resource: 'live',
  summary: 'Follow what happens, as server-sent events',
  description: `${messages} A comment comes every ${limits.liveHeartbeatSeconds} seconds where nothing else does. A display follows \`metrics\` and \`devices\`, and no tables.`,
  callers: [...readers, 'display'],
  query,
  response: Type.String({ description: 'A stream of events.' }),
  endless: true,
} as const satisfies Route;

/** The same over a WebSocket. */
export const followOverSocket = {
  operation: 'followOverSocket',
  method: 'GET',
  path: '/analytics-stream',
  resource: 'live',
  summary: 'Follow what happens, over a WebSocket',
  description: `${messages}

Each message is \`{"event", "id", "data"}\`. The handshake is always taken; who may not follow is then closed with 1008 and the code
of the error as reason, which a browser can see, and so is who may no longer: within a second. A page of another site is closed with
\`origin_refused\`. Where there are too many followers, 1013. Messages to the server are not read.`,
  callers: ['admin', 'admin-key'],
  query,
  response: Type.Null({ description: 'Only asked for as a WebSocket; otherwise 426.' }),
  socket: true,
  endless: true,
} as const satisfies Route;

/** Every route of this resource. */
export const liveRoutes: readonly Route[] = [followLive, followOverSocket];
