import {
  cancelJob,
  createJob,
  listJobs,
  listJobTargets,
  pauseJob,
  resumeJob,
  retryJob,
  showJob,
} from '@homepot/catalogue';
import type { Command } from 'commander';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import type { AddressOptions } from '../find-server.ts';
import type { FormatOptions } from '../format/row-format.ts';
import { addFormatOptions, readFormat } from '../format/row-format.ts';
import { createRowPrinter } from '../format/row-printer.ts';
import { readFailureLines } from '../jobs/failure-lines.ts';
import { followJob } from '../jobs/follow-job.ts';
import { lineOf, progressOf } from '../jobs/job-line.ts';
import type { NewJobOptions } from '../jobs/new-job-options.ts';
import { addNewJobOptions, readNewJob } from '../jobs/new-job-options.ts';
import { readAllPages } from '../read-all-pages.ts';

interface JobOptions extends AddressOptions {
  readonly json?: boolean;
  readonly follow?: boolean;
}

interface ListOptions extends AddressOptions, FormatOptions {
  readonly status?: string;
  readonly site?: string;
  readonly limit: string;
}

const jobColumns = ['job_id', 'action', 'status', 'progress', 'created_by', 'created_at'];
const targetColumns = ['device_id', 'state', 'stage', 'attempt', 'error_code', 'updated_at'];

async function runList(context: Context, options: ListOptions): Promise<void> {
  const { client } = await connect(context, options);
  const query = {
    limit: Number(options.limit),
    ...(options.status === undefined ? {} : { status: options.status as 'pending' }),
    ...(options.site === undefined ? {} : { site_id: options.site }),
  };
  const { data } = await client.call(listJobs, { query });
  const printer = createRowPrinter(context, readFormat(options), jobColumns);
  await printer.print(data.map((job) => ({ ...job, progress: progressOf(job) })));
  await printer.end();
}

async function runShow(
  context: Context,
  job_id: string,
  options: AddressOptions & FormatOptions,
): Promise<void> {
  const { client } = await connect(context, options);
  const job = await client.call(showJob, { parameters: { job_id } });
  const targets = await readAllPages((query) =>
    client.call(listJobTargets, { parameters: { job_id }, query }),
  );
  if (options.json === true) {
    await context.output.line(JSON.stringify({ ...job, devices: targets }));
    return;
  }
  context.output.say(`${job.action}. ${lineOf(job)}`);
  const format = readFormat(options);
  const printer = createRowPrinter(context, format, targetColumns);
  // People count stages from 1, as the line above does.
  const shown = targets.map((target) => ({ ...target, stage: target.stage + 1 }));
  await printer.print(format === 'plain' ? shown : targets);
  await printer.end();
  for (const failure of await readFailureLines(client, job)) context.output.say(failure);
}

async function runCreate(context: Context, options: JobOptions & NewJobOptions): Promise<void> {
  const { client } = await connect(context, options);
  const job = await client.call(createJob, { body: readNewJob(options) });
  await context.output.line(options.json === true ? JSON.stringify(job) : lineOf(job));
  if (options.follow === true) await followJob(context, client, job.job_id);
}

const controls = [
  { name: 'pause', route: pauseJob, description: 'send nothing more for now' },
  { name: 'resume', route: resumeJob, description: 'go on with a paused job' },
  { name: 'cancel', route: cancelJob, description: 'end a job; devices that have begun finish' },
  { name: 'retry', route: retryJob, description: 'try the devices again that failed' },
] as const;

function defineControls(command: Command, context: Context): void {
  for (const { name, route, description } of controls) {
    const control = command
      .command(name)
      .description(description)
      .argument('<job>', 'e.g. job-8a76d234')
      .option('--json', 'one JSON object');
    addServerOptions(control).action(async (job_id: string, options: JobOptions) => {
      const { client } = await connect(context, options);
      const job = await client.call(route, { parameters: { job_id } });
      await context.output.line(options.json === true ? JSON.stringify(job) : lineOf(job));
    });
  }
}

/** `homepot jobs list|show|create|follow|pause|resume|cancel|retry`. */
export function defineJobs(command: Command, context: Context): void {
  const list = command
    .command('list')
    .description('the jobs, newest first')
    .option('--status <status>', 'only those in this state')
    .option('--site <site>', 'only those for this site')
    .option('--limit <number>', 'how many', '50');
  addServerOptions(addFormatOptions(list)).action((options) => runList(context, options));

  const show = command
    .command('show')
    .description('one job, and how far each of its devices is')
    .argument('<job>', 'e.g. job-8a76d234');
  addServerOptions(addFormatOptions(show)).action((job: string, options) =>
    runShow(context, job, options),
  );

  const create = addNewJobOptions(
    command.command('create').description('have something done by devices'),
  )
    .option('--follow', 'print how far it is until it ends')
    .option('--json', 'one JSON object');
  addServerOptions(create).action((options) => runCreate(context, options));

  const follow = command
    .command('follow')
    .description('print how far a job is until it ends')
    .argument('<job>', 'e.g. job-8a76d234');
  addServerOptions(follow).action(async (job: string, options: AddressOptions) => {
    const { client } = await connect(context, options);
    await followJob(context, client, job);
  });

  defineControls(command, context);
}
