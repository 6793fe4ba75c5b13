import type { AnswerOf, Route } from '@homepot/catalogue';
import { addressOf } from './address.ts';
import type { CallParts } from './call.ts';
import type { Resource, ResourceOptions } from './use-answer.ts';
import { useAnswer } from './use-answer.ts';

export type { Resource, ResourceOptions } from './use-answer.ts';

type Named = Readonly<Record<string, unknown>> | undefined;

/**
 * Reads a route of the contract and keeps it fresh:
 * `useResource<typeof listSites>('/api/v1/sites', { query: { limit: 50 } }, { follow: ['devices'] })`.
 * A change of the parts reads again; an answer that comes too late is dropped.
 */
export function useResource<R extends Route>(
  path: R['path'],
  { parameters, query }: Pick<CallParts<R>, 'parameters' | 'query'> = {},
  options: ResourceOptions = {},
): Resource<AnswerOf<R>> {
  return useAnswer<AnswerOf<R>>(addressOf(path, parameters as Named, query as Named), options);
}
