import { HomepotError } from '../../kernel/index.ts';

/** The error for a parameter of the address that is not as it should be. */
export function parameterFault(name: string, message: string): HomepotError {
  return new HomepotError('parameter_invalid', {
    path: `query.${name}`,
    message: `\`${name}\` ${message}`,
  });
}
