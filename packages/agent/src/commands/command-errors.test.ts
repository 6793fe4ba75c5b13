import type { CommandErrorCode } from '@homepot/catalogue';
import { commandErrors } from '@homepot/catalogue';
import { expect, expectTypeOf, test } from 'vitest';
import { describeError } from '../describe-error.ts';
import type { ExecutionError } from '../execution/execution-error.ts';
import type { ExecutionResult } from './executor.ts';

type Failed = Extract<ExecutionResult, { readonly outcome: 'failed' }>;

// Said by the compiler: an agent that gives a code of its own is not built.
test('a failed command has one of the declared codes, wherever its failure is made', () => {
  expectTypeOf<Failed['error']['code']>().toEqualTypeOf<CommandErrorCode>();
  expectTypeOf<ExecutionError['code']>().toEqualTypeOf<CommandErrorCode>();
  expectTypeOf(describeError).parameter(0).toEqualTypeOf<CommandErrorCode>();
});

test('every declared code fits into an acknowledgement', () => {
  for (const code of Object.keys(commandErrors)) expect(code).toMatch(/^[a-z_]{1,50}$/);
});
