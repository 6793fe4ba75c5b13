import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { defineHistory } from '../retention/define-history.ts';
import { defineHold } from '../retention/define-hold.ts';
import { definePlan } from '../retention/define-plan.ts';
import { definePolicies } from '../retention/define-policies.ts';
import { defineRun } from '../retention/define-run.ts';

/** `homepot retention`: how long rows are kept, and how they leave. */
export function defineRetention(command: Command, context: Context): void {
  definePlan(command.command('plan'), context);
  defineRun(command.command('run'), context);
  definePolicies(command.command('policies'), context);
  defineHold(command.command('hold'), context);
  defineHistory(command.command('history'), context);
}
