import { HomepotError } from '../../kernel/index.ts';
import type { Parameters } from '../../query/index.ts';
import { readSeveral } from '../../query/index.ts';

/** The values of a parameter, of a closed set. Throws parameter_invalid. */
export function readChoices(
  parameters: Parameters,
  name: string,
  known: readonly string[],
): readonly string[] {
  const values = readSeveral(parameters, name);
  if (values.every((value) => known.includes(value))) return values;
  throw new HomepotError('parameter_invalid', {
    path: `query.${name}`,
    message: `\`${name}\` is one of ${known.join(', ')}`,
  });
}
