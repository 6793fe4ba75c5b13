import { limits } from '../../kernel/index.ts';
import type { Observation } from '../../query/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { AlertsDependencies } from '../alerts-dependencies.ts';
import type { Episode } from '../machine/episode.ts';
import { stepSubjects } from '../machine/step-subjects.ts';
import { subjectInWords } from '../machine/subject-in-words.ts';
import type { Told } from '../machine/tell-episodes.ts';
import { tellEpisodes } from '../machine/tell-episodes.ts';
import type { StoredRule } from '../rules/stored-rule.ts';
import { eventOf, notifierIdsOf } from './alert-event.ts';
import { readGoneDevices } from './read-gone-devices.ts';
import { readMuteFacts } from './read-mute-facts.ts';
import type { StoredEpisode } from './stored-episode.ts';
import { dropEpisodes, readEpisodes, writeEpisodes } from './stored-episode.ts';

const decided = [
  'phase',
  'firedAtMs',
  'clearSinceMs',
  'resolvedAtMs',
  'muted',
  'waitingSinceMs',
  'toldAtMs',
  'endToldAtMs',
] as const satisfies readonly (keyof Episode)[];

/** Whether an episode has to be written: something was decided, or its numbers are old. */
function isToBeWritten(before: StoredEpisode | undefined, after: Episode, atMs: number): boolean {
  if (before === undefined) return true;
  if (decided.some((name) => before[name] !== after[name])) return true;
  const isOld = atMs - (before.writtenAtMs ?? atMs) >= limits.alertValueSeconds * 1_000;
  return isOld && (before.value !== after.value || before.peak !== after.peak);
}

async function writeMutes(
  { query }: Transaction,
  rule: StoredRule,
  mutes: Told['mutes'],
  idOf: (episode: Episode) => number | undefined,
  atMs: number,
): Promise<void> {
  if (mutes.length === 0) return;
  await query(
    `INSERT INTO alert_mutes (rule_id, rule_name, muted_at, alert_id, provenance, subject, reason,
       silence_id, detail)
     SELECT $1, $2, $3, given.* FROM unnest($4::bigint[], $5::varchar[], $6::varchar[], $7::varchar[],
       $8::bigint[], $9::varchar[]) AS given`,
    [
      rule.id,
      rule.name,
      new Date(atMs).toISOString(),
      mutes.map(({ episode }) => idOf(episode)),
      mutes.map(({ episode }) => episode.provenance),
      mutes.map(({ episode }) => subjectInWords(episode.labels)),
      mutes.map(({ mute }) => mute.reason),
      mutes.map(({ mute }) => mute.silenceId ?? null),
      mutes.map(({ mute }) => mute.detail.slice(0, 500)),
    ],
  );
}

const nameOf = ({ key, sinceMs }: Episode): string => `${sinceMs} ${key}`;

async function tell(
  deps: Pick<AlertsDependencies, 'notifications' | 'publicUrl'>,
  transaction: Transaction,
  rule: StoredRule,
  { tellings }: Told,
  idOf: (episode: Episode) => number | undefined,
  atMs: number,
): Promise<void> {
  if (tellings.length === 0) return;
  const notifierIds = await notifierIdsOf(transaction, rule);
  for (const { type, episodes } of tellings) {
    const known = episodes.map((episode) => ({ ...episode, id: idOf(episode) }));
    const event = eventOf(rule, { type, episodes: known }, atMs, deps.publicUrl);
    if (event !== undefined) await deps.notifications.enqueue(transaction, event, notifierIds);
  }
}

/**
 * Takes the subjects of a rule one step on, in the transaction that is given: episodes, the log of
 * mutes and messages are written together or not at all. Returns the episodes of which something was
 * decided, with their ids.
 */
export async function evaluateRule(
  deps: Pick<AlertsDependencies, 'notifications' | 'publicUrl'>,
  transaction: Transaction,
  rule: StoredRule,
  observations: readonly Observation[],
  stepMs: number,
): Promise<readonly Episode[]> {
  const before = await readEpisodes(transaction, rule);
  const gone = await readGoneDevices(transaction, before);
  const stepped = stepSubjects(rule, before, observations, stepMs, gone);
  const facts = await readMuteFacts(transaction, stepped.episodes, stepMs);
  const told = tellEpisodes(rule, stepped.episodes, facts, stepMs);
  const stored = new Map(before.map((episode) => [episode.id, episode]));
  const after = [...told.episodes, ...told.ended];
  const changed = after.filter((episode) =>
    isToBeWritten(episode.id === undefined ? undefined : stored.get(episode.id), episode, stepMs),
  );
  await dropEpisodes(transaction, stepped.dropped);
  const written = await writeEpisodes(transaction, rule, changed, stepMs);
  const ids = new Map([...after, ...written].map((episode) => [nameOf(episode), episode.id]));
  const idOf = (episode: Episode) => ids.get(nameOf(episode));
  await writeMutes(transaction, rule, told.mutes, idOf, stepMs);
  await tell(deps, transaction, rule, told, idOf, stepMs);
  return written.filter(({ id, phase }) => {
    const earlier = id === undefined ? undefined : stored.get(id);
    return earlier?.phase !== phase;
  });
}
