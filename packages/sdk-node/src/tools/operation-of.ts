import { limits } from '../limits.ts';
import type { Vocabulary } from './vocabulary.ts';
import { createVocabulary } from './vocabulary.ts';

/** What a tool was asked to do, by its arguments. */
export type OperationOf = (tool: string, given: unknown) => string;

/** A word, as the values of an enumeration are, and no free text. */
const word = /^[A-Za-z][A-Za-z0-9_.:-]{0,39}$/;

const wordOf = (given: unknown): string | undefined => {
  if (typeof given !== 'object' || given === null) return undefined;
  const { operation, action } = given as Readonly<Record<'operation' | 'action', unknown>>;
  return [operation, action].find((value) => typeof value === 'string' && word.test(value)) as
    | string
    | undefined;
};

/**
 * Creates what names operations: the argument `operation` or `action` where it is one word, else
 * `call`. A tool has so many of them; where it has more, the argument is no enumeration.
 */
export function createOperationOf(): OperationOf {
  const vocabularies = new Map<string, Vocabulary>();
  return (tool, given) => {
    const found = wordOf(given);
    if (found === undefined) return 'call';
    let vocabulary = vocabularies.get(tool);
    if (vocabulary === undefined) {
      if (vocabularies.size >= limits.routesRememberedMax) vocabularies.clear();
      vocabulary = createVocabulary(limits.operationsPerToolMax, 'other');
      vocabularies.set(tool, vocabulary);
    }
    return vocabulary(found);
  };
}
