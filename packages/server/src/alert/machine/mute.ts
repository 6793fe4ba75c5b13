import type { AlertMuteReason, AlertRuleDefinition } from '@homepot/catalogue';
import type { Opening } from '../../fleet/index.ts';
import type { Episode } from './episode.ts';

/** A silence, as it is matched. Absent parts fit everything. */
export interface Silence {
  readonly id: number;
  readonly ruleId: number | null;
  readonly subject: string | null;
  readonly siteId: string | null;
  readonly deviceId: string | null;
  readonly fromMs: number;
  readonly toMs: number;
  readonly reason: string;
}

/** What is known of the world that alerts are muted by. */
export interface MuteFacts {
  readonly silences: readonly Silence[];
  /** What the schedule of a site says; undefined where there is no such site. */
  openingOf(siteId: string, atMs: number): Opening | undefined;
  isMaintained(deviceId: string, atMs: number): boolean;
}

/** Why nobody is told. */
export interface Mute {
  readonly reason: AlertMuteReason;
  readonly detail: string;
  readonly silenceId?: number | undefined;
  /** Until when that holds at least, milliseconds since 1970; undefined where it is not known. */
  readonly untilMs?: number | undefined;
}

export type MutedRule = Pick<
  AlertRuleDefinition,
  'send_simulated' | 'mute_when_closed' | 'mute_in_maintenance'
> & { readonly id: number };

const fits = (wanted: string | number | null, is: string | number | undefined): boolean =>
  wanted === null || wanted === is;

function silenceOf(
  rule: MutedRule,
  { labels }: Episode,
  subject: string,
  { silences }: MuteFacts,
  atMs: number,
): Mute | undefined {
  const silence = silences.find(
    (each) =>
      each.fromMs <= atMs &&
      atMs < each.toMs &&
      fits(each.ruleId, rule.id) &&
      fits(each.subject, subject) &&
      fits(each.siteId, labels.site_id) &&
      fits(each.deviceId, labels.device_id),
  );
  if (silence === undefined) return undefined;
  const { id: silenceId, reason, toMs: untilMs } = silence;
  return { reason: 'silenced', detail: reason, silenceId, untilMs };
}

function maintenanceOf({ labels }: Episode, facts: MuteFacts, atMs: number): Mute | undefined {
  const { device_id: deviceId, site_id: siteId } = labels;
  if (deviceId !== undefined && facts.isMaintained(deviceId, atMs)) {
    return { reason: 'device_maintenance', detail: `${deviceId} is in maintenance` };
  }
  if (siteId === undefined) return undefined;
  if (facts.openingOf(siteId, atMs)?.inMaintenanceWindow !== true) return undefined;
  return { reason: 'maintenance_window', detail: `${siteId} is in a maintenance window` };
}

function closedOf(
  { labels }: Episode,
  rule: MutedRule,
  facts: MuteFacts,
  atMs: number,
): Mute | undefined {
  const { site_id: siteId } = labels;
  if (siteId === undefined) return undefined;
  const opening = facts.openingOf(siteId, atMs);
  if (opening === undefined || opening.isOpen) return undefined;
  const { nextOpenAtMs, nextMaintenanceAtMs } = opening;
  const opens = nextOpenAtMs === undefined ? '' : ` until ${new Date(nextOpenAtMs).toISOString()}`;
  const changes = rule.mute_in_maintenance ? [nextOpenAtMs, nextMaintenanceAtMs] : [nextOpenAtMs];
  const untilMs = Math.min(...changes.map((ms) => ms ?? Number.POSITIVE_INFINITY));
  return { reason: 'site_closed', detail: `${siteId} is closed${opens}`, untilMs };
}

const isSimulated = ({ provenance }: Episode): boolean =>
  provenance === 'simulated' || provenance === 'sample';

/** Why nobody is told of an episode at an instant; undefined where nothing keeps from it. */
export function muteOf(
  rule: MutedRule,
  episode: Episode,
  subject: string,
  facts: MuteFacts,
  atMs: number,
): Mute | undefined {
  if (isSimulated(episode) && !rule.send_simulated) {
    const detail = 'Alerts of simulated rows are shown and not sent';
    return { reason: 'simulated', detail, untilMs: Number.POSITIVE_INFINITY };
  }
  return (
    silenceOf(rule, episode, subject, facts, atMs) ??
    (rule.mute_in_maintenance ? maintenanceOf(episode, facts, atMs) : undefined) ??
    (rule.mute_when_closed ? closedOf(episode, rule, facts, atMs) : undefined)
  );
}
