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

const pick = <T>(chance: Chance, among: readonly T[]): T | undefined =>
  among.length === 0 ? undefined : chance.choose(among);

/** Calls of tools by agents that work for the people who sit there. */
export function playTools(deps: {
  readonly chance: Chance;
  readonly fleet: FleetWatch;
  readonly emit: Emit;
  readonly now: () => Date;
  readonly present: () => readonly Presence[];
}): Happening {
  const { chance, fleet, emit, now, present } = deps;
  return () => {
    const { bcp_name, tool_name, operation, middleMs } = chance.weigh(weights);
    const device = pick(chance, fleet.devices());
    const isAway = device?.status === 'offline' && tool_name === 'restart_device';
    const outcome = isAway ? 'timeout' : chance.weigh(outcomes);
    const tookMs = outcome === 'timeout' ? timeoutMs : Math.ceil(chance.longTailed(middleMs, 0.5));
    const person = pick(chance, present());
    const end = now();
    const start = new Date(end.getTime() - tookMs).toISOString();
    const response_bytes = outcome === 'ok' ? chance.whole(200, 9_000) : 0;
    emit('tool_usage_logs', {
      timestamp: start,
      bcp_name,
      tool_name,
      operation,
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
    return chance.span(betweenSeconds);
  };
}
