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
    summary: 'start everything here: the server with its own database',
    load: async () => (await import('./commands/up.ts')).defineUp,
  },
  {
    name: 'serve',
    summary: 'run the server alone',
    load: async () => (await import('./commands/serve.ts')).defineServe,
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
    name: 'keys',
    summary: 'list, create and revoke API keys',
    load: async () => (await import('./commands/keys.ts')).defineKeys,
  },
  {
    name: 'users',
    summary: 'list, create and disable users; make login links',
    load: async () => (await import('./commands/users.ts')).defineUsers,
  },
];
