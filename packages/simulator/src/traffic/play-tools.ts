import type { Happening } from './agenda.ts';
import type { Chance } from './chance.ts';
import type { FleetWatch } from './fleet-watch.ts';
import type { Presence } from './play-person.ts';
import type { Emit } from './traffic-records.ts';

/** Mean seconds between two calls. */
const betweenSeconds = 10;
const timeoutMs = 30_000;

/** The tools, what each takes, and how often it is called. */
const tools = [
  { bcp_name: 'fleet', tool_name: 'list_devices', operation: 'read', middleMs: 45, weight: 8 },
  { bcp_name: 'fleet', tool_name: 'device_health', operation: 'read', middleMs: 60, weight: 7 },
  {
    bcp_name: 'fleet',
    tool_name: 'restart_device',
    operation: 'execute',
    middleMs: 2_800,
    weight: 1,
  },
  {
    bcp_name: 'payments',
    tool_name: 'reconcile',
    operation: 'execute',
    middleMs: 1_500,
    weight: 2,
  },
  {
    bcp_name: 'payments',
    tool_name: 'find_transaction',
    operation: 'search',
    middleMs: 220,
    weight: 4,
  },
  { bcp_name: 'inventory', tool_name: 'stock_level', operation: 'read', middleMs: 90, weight: 5 },
  { bcp_name: 'insight', tool_name: 'error_trends', operation: 'read', middleMs: 350, weight: 3 },
  {
    bcp_name: 'insight',
    tool_name: 'summarise_site',
    operation: 'generate',
    middleMs: 4_200,
    weight: 1,
  },
] as const;

const failures = {
  tool_error: 'The tool answered with an error',
  protocol_error: 'The reply was no valid message',
  timeout: `No reply within ${timeoutMs / 1000} s`,
  cancelled: 'The caller went away',
} as const;

const outcomes = [
  ['ok', 94],
  ['tool_error', 3],
  ['timeout', 1],
  ['protocol_error', 1],
  ['cancelled', 1],
] as const;

const weights = tools.map((tool) => [tool, tool.weight] as const);

/** How often an agent tries again what failed, and how long it waits: seconds. */
const retries = {
  share: 0.2,
  timesMin: 2,
  timesMax: 4,
  succeedsInTheEnd: 0.5,
  pauseMin: 2,
  pauseMax: 8,
};

const pick = <T>(chance: Chance, among: readonly T[]): T | undefined =>
  among.length === 0 ? undefined : chance.choose(among);

type Outcome = (typeof outcomes)[number][0];

/** What is called, by whom, and about which device. */
interface Call {
  readonly tool: (typeof tools)[number];
  readonly device: ReturnType<FleetWatch['devices']>[number] | undefined;
  readonly person: Presence | undefined;
  readonly outcome: Outcome;
}

interface ToolsDeps {
  readonly chance: Chance;
  readonly fleet: FleetWatch;
  readonly emit: Emit;
  readonly now: () => Date;
  readonly present: () => readonly Presence[];
}

function chooseCall({ chance, fleet, present }: ToolsDeps): Call {
  const tool = chance.weigh(weights);
  const device = pick(chance, fleet.devices());
  const isAway = device?.status === 'offline' && tool.tool_name === 'restart_device';
  const outcome = isAway ? 'timeout' : chance.weigh(outcomes);
  return { tool, device, person: pick(chance, present()), outcome };
}

/** The same call again and again, as an agent does that learns nothing from an error; the last may succeed. */
function chooseRetries(chance: Chance, call: Call): readonly Call[] {
  const isOver = call.outcome === 'ok' || call.outcome === 'cancelled';
  if (isOver || !chance.happens(retries.share)) return [];
  const again = Array.from(
    { length: chance.whole(retries.timesMin, retries.timesMax) },
    () => call,
  );
  return chance.happens(retries.succeedsInTheEnd) ? [...again, { ...call, outcome: 'ok' }] : again;
}

/** Tells of a call that ends now; returns how long it took, milliseconds. */
function emitCall({ chance, emit, now }: ToolsDeps, call: Call): number {
  const { tool, device, person, outcome } = call;
  const { middleMs, weight: _weight, ...names } = tool;
  const tookMs = outcome === 'timeout' ? timeoutMs : Math.ceil(chance.longTailed(middleMs, 0.5));
  const end = now();
  const start = new Date(end.getTime() - tookMs).toISOString();
  const response_bytes = outcome === 'ok' ? chance.whole(200, 9_000) : 0;
  emit('tool_usage_logs', {
    timestamp: start,
    ...names,
    parameters: device === undefined ? {} : { device_id: device.device_id },
    user_id: person?.user_id ?? 'sim-agent',
    session_id: person?.session_id ?? 'sim-agent',
    start_time: start,
    end_time: end.toISOString(),
    success: outcome === 'ok',
    outcome,
    error_message: outcome === 'ok' ? null : failures[outcome],
    client_name: 'sim-assistant',
    client_version: '1.4.0',
    protocol_version: '2025-06-18',
    request_bytes: chance.whole(80, 600),
    response_bytes,
  });
  return tookMs;
}

/** Calls of tools by agents that work for the people who sit there. */
export function playTools(deps: ToolsDeps): Happening {
  const { chance } = deps;
  let waiting: readonly Call[] = [];
  return () => {
    const [next, ...later] = waiting;
    const call = next ?? chooseCall(deps);
    waiting = next === undefined ? chooseRetries(chance, call) : later;
    const tookMs = emitCall(deps, call);
    if (waiting.length === 0) return chance.span(betweenSeconds);
    return tookMs / 1_000 + chance.whole(retries.pauseMin, retries.pauseMax);
  };
}
