import type { Command } from 'commander';
import type { Context } from './context.ts';

/** Fills a command in: arguments, options, action. `words` are the words it was called with. */
type DefineCommand = (command: Command, context: Context, words: readonly string[]) => void;

/** One subcommand: what `homepot --help` says of it, and the module that is loaded when it is run. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<DefineCommand>;
}

/** Every subcommand, in the order of `homepot --help`. */
export const commandList: readonly CommandEntry[] = [
  {
    name: 'up',
    summary: 'start everything here: the server with its own database, and simulated terminals',
    load: async () => (await import('./commands/up.ts')).defineUp,
  },
  {
    name: 'serve',
    summary: 'run the server alone',
    load: async () => (await import('./commands/serve.ts')).defineServe,
  },
  {
    name: 'collect',
    summary: 'collect data: server, simulated fleet and people, kept running until you stop it',
    load: async () => (await import('./commands/collect.ts')).defineCollect,
  },
  {
    name: 'traffic',
    summary: 'play people who use the house: pages, searches, jobs, errors, tools',
    load: async () => (await import('./commands/traffic.ts')).defineTraffic,
  },
  {
    name: 'init',
    summary: 'make the database ready, with sample data',
    load: async () => (await import('./commands/init.ts')).defineInit,
  },
  {
    name: 'migrate',
    summary: 'bring the schema of the database up to date',
    load: async () => (await import('./commands/migrate.ts')).defineMigrate,
  },
  {
    name: 'backup',
    summary: 'write everything into one file, while the server runs; verify such a file',
    load: async () => (await import('./commands/backup.ts')).defineBackup,
  },
  {
    name: 'restore',
    summary: 'put a backup into an empty data folder and database',
    load: async () => (await import('./commands/restore.ts')).defineRestore,
  },
  {
    name: 'db',
    summary: 'move the database to a PostgreSQL of your own',
    load: async () => (await import('./commands/db.ts')).defineDb,
  },
  {
    name: 'doctor',
    summary: 'look for what keeps the server from working',
    load: async () => (await import('./commands/doctor.ts')).defineDoctor,
  },
  {
    name: 'status',
    summary: 'how the running server is: health, spool, lag, rows',
    load: async () => (await import('./commands/status.ts')).defineStatus,
  },
  {
    name: 'top',
    summary: 'watch the house in the terminal: devices, rows, rates, jobs',
    load: async () => (await import('./commands/top.ts')).defineTop,
  },
  {
    name: 'count',
    summary: 'rows of each table',
    load: async () => (await import('./commands/count.ts')).defineCount,
  },
  {
    name: 'query',
    summary: 'rows of a table, filtered',
    load: async () => (await import('./commands/query.ts')).defineQuery,
  },
  {
    name: 'metrics',
    summary: 'numbers of the house: requests, jobs, errors, tools, people, health, devices',
    load: async () => (await import('./commands/metrics.ts')).defineMetrics,
  },
  {
    name: 'tail',
    summary: 'follow new rows',
    load: async () => (await import('./commands/tail.ts')).defineTail,
  },
  {
    name: 'import',
    summary: 'send files: NDJSON, JSON, CSV, also compressed',
    load: async () => (await import('./commands/import.ts')).defineImport,
  },
  {
    name: 'simulate',
    summary: 'run a fleet of simulated terminals',
    load: async () => (await import('./commands/simulate.ts')).defineSimulate,
  },
  {
    name: 'demo',
    summary: 'two weeks of a simulated fleet to look at, in seconds; --remove removes them',
    load: async () => (await import('./commands/demo.ts')).defineDemo,
  },
  {
    name: 'validate',
    summary: 'judge the collected data: amount, gaps, nulls, impossible values, states',
    load: async () => (await import('./commands/validate.ts')).defineValidate,
  },
  {
    name: 'export',
    summary: 'data sets for training in which nobody is named: create, preview, list, download',
    load: async () => (await import('./commands/export.ts')).defineExport,
  },
  {
    name: 'agent',
    summary: 'the agent of a device: enrol, run, rotate its credential',
    load: async () => (await import('./commands/agent.ts')).defineAgent,
  },
  {
    name: 'sites',
    summary: 'list, add, show, change and remove sites',
    load: async () => (await import('./commands/sites.ts')).defineSites,
  },
  {
    name: 'schedules',
    summary: 'when a site is open: show, set, except',
    load: async () => (await import('./commands/schedules.ts')).defineSchedules,
  },
  {
    name: 'devices',
    summary: 'list, add, change, enrol and remove devices; their credentials',
    load: async () => (await import('./commands/devices.ts')).defineDevices,
  },
  {
    name: 'alerts',
    summary: 'what is wrong: list, acknowledge and silence alerts; rules and their preview',
    load: async () => (await import('./commands/alerts.ts')).defineAlerts,
  },
  {
    name: 'audit',
    summary: 'verify the audit trail',
    load: async () => (await import('./commands/audit.ts')).defineAudit,
  },
  {
    name: 'archive',
    summary: 'the files that old rows went into: list, verify, bring rows back',
    load: async () => (await import('./commands/archive.ts')).defineArchive,
  },
  {
    name: 'retention',
    summary: 'how long rows are kept, and how they leave: plan, run, policies, hold, history',
    load: async () => (await import('./commands/retention.ts')).defineRetention,
  },
  {
    name: 'rollups',
    summary: 'verify the numbers that are kept of the rows, or count them again',
    load: async () => (await import('./commands/rollups.ts')).defineRollups,
  },
  {
    name: 'jobs',
    summary: 'have devices do something: create, follow, pause, retry jobs',
    load: async () => (await import('./commands/jobs.ts')).defineJobs,
  },
  {
    name: 'errors',
    summary: 'groups of like errors: list, show, resolve, ignore, reopen, merge, unmerge',
    load: async () => (await import('./commands/errors.ts')).defineErrors,
  },
  {
    name: 'keys',
    summary: 'list, create and revoke API keys',
    load: async () => (await import('./commands/keys.ts')).defineKeys,
  },
  {
    name: 'notifiers',
    summary: 'who is told of alerts: list, create, test; what was delivered',
    load: async () => (await import('./commands/notifiers.ts')).defineNotifiers,
  },
  {
    name: 'users',
    summary: 'list, create and disable users; make login links',
    load: async () => (await import('./commands/users.ts')).defineUsers,
  },
];
