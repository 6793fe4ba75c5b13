import { ClientError } from '@homepot/client';
import { expect, test } from 'vitest';
import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';
import { readFailure } from './read-failure.ts';

test.each([
  [0, exitCodes.unreachable],
  [400, exitCodes.usage],
  [401, exitCodes.notAllowed],
  [403, exitCodes.notAllowed],
  [404, exitCodes.notFound],
  [409, exitCodes.failure],
  [422, exitCodes.usage],
  [429, exitCodes.failure],
  [500, exitCodes.failure],
  [503, exitCodes.unreachable],
])('an answer of %i ends with exit code %i', (status, exitCode) => {
  const error = new ClientError({ code: 'unexpected', detail: 'd', status });
  expect(readFailure(error).exitCode).toBe(exitCode);
});

test('a server that does not answer: how to start it or name another', () => {
  const error = new ClientError({ code: 'unreachable', detail: 'No answer.', status: 0 });
  expect(readFailure(error).lines.join('\n')).toMatch(/npm start.*homepot up.*HOMEPOT_URL/);
});

test('a problem is told with the field at fault, an error of a command with what to do', () => {
  const error = new ClientError({
    code: 'parameter_invalid',
    detail: 'No.',
    status: 400,
    path: 'limit',
  });
  expect(readFailure(error).lines).toEqual(['No. (limit)']);
  const command = new CommandError(exitCodes.usage, 'Wrong.', 'Do this.');
  expect(readFailure(command)).toEqual({ exitCode: 2, lines: ['Wrong.', 'Do this.'] });
  expect(readFailure('x')).toEqual({ exitCode: 1, lines: ['x'] });
});
