import type { AnswerOf, showErrorGroup } from '@homepot/catalogue';
import type { Context } from '../context.ts';
import { layOut } from '../format/aligned-table.ts';
import { sparkline } from './sparkline.ts';

type Group = AnswerOf<typeof showErrorGroup>;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Why errors are in the group, a line for each thing that went into its fingerprint. */
function explain({ by, given, type, message, frames }: Group['explanation']): readonly string[] {
  const lines = Array.isArray(frames) ? frames.map((frame) => `          ${frame}`) : [];
  if (by === 'sender') return [`grouped by the sender, as ${textOf(given)}`];
  if (by !== 'homepot') return ['grouped by an earlier version'];
  return [
    `grouped by ${textOf(type) === '' ? 'its message' : `${textOf(type)}, and its message`}${lines.length > 0 ? ', and the top of its stack' : ''}:`,
    `          ${textOf(message)}`,
    ...lines,
  ];
}

function factsOf(group: Group): readonly string[] {
  const { count, devices, users, from, to, notes, regressions, regressed_at: regressed } = group;
  return [
    group.title,
    `${group.status}, ${group.severity}, ${group.category}${group.ignored_until === null ? '' : `, until ${group.ignored_until}`}${group.resolved_by === null ? '' : `, by ${group.resolved_by}`}`,
    `${count} errors on ${devices} devices, ${users} people, from ${from} to ${to}`,
    `${sparkline(group.series)}  by ${group.interval}`,
    `first ${group.first_seen}, last ${group.last_seen ?? 'before that'}`,
    ...(regressions > 0 ? [`came back ${regressions} times, last ${regressed ?? ''}`] : []),
    ...(notes === null ? [] : [`notes: ${notes}`]),
    ...group.parts.map((part) => `merged: ${part.fingerprint}  ${part.title}`),
    '',
    ...explain(group.explanation),
  ];
}

/** Prints a group for people: how it is, why it is one, where it happens, and its latest errors. */
export async function printGroup({ output }: Context, group: Group): Promise<void> {
  await output.line(factsOf(group).join('\n'));
  const samples = group.samples as readonly Readonly<Record<string, unknown>>[];
  const names = ['timestamp', 'severity', 'device_id', 'user_id', 'error_message'];
  if (samples.length > 0) {
    await output.line(`\n${layOut(samples, names, {}).lines.join('\n')}`);
    const stack = textOf(samples[0]?.stack_trace);
    if (stack !== '') await output.line(`\n${stack}`);
  }
  if (group.around === null) return;
  const { device_id, start_date, end_date } = group.around;
  const range = `--start-date ${start_date} --end-date ${end_date}`;
  output.say(`What else happened there: homepot query errors --device-id ${device_id} ${range}`);
}
