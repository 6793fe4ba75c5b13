import process from 'node:process';
import { build } from './build.ts';
import { ensureBuilt } from './ensure-built.ts';

if (process.argv.includes('--if-needed')) await ensureBuilt();
else await build((line) => process.stdout.write(`${line}\n`));
