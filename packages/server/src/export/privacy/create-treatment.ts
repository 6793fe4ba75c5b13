import type { ExportTreatment, Json } from '@homepot/catalogue';
import { templateOf } from './address-template.ts';
import { browserFamily } from './browser-family.ts';
import type { IdentifierSearch } from './identifier-search.ts';
import { numbersOf } from './json-numbers.ts';
import { holdsAddress, looksPersonal } from './looks-personal.ts';
import { networkPrefix } from './network-prefix.ts';
import type { PseudonymKind, Pseudonyms } from './pseudonyms.ts';
import { remember } from './remember.ts';

/** A value as it stands in a file. Instants are ISO 8601 with six decimals. */
export type ExportValue = string | number | boolean | null;

/** What treating values takes. */
export interface TreatmentTools {
  readonly pseudonyms: Pseudonyms;
  readonly search: IdentifierSearch;
}

/** A column that is treated. */
export interface TreatedColumn {
  /** The column of the table. */
  readonly source: string;
  readonly treatment: ExportTreatment;
}

const kinds: Readonly<Record<string, PseudonymKind>> = {
  session_id: 'session',
  request_id: 'request',
  fingerprint: 'group',
  job_id: 'job',
};

/** Who changed something is the house itself now and then, which is no person. */
export const house = 'system';

function kindOf(source: string): PseudonymKind {
  if (/(?:_by|user_id)$/.test(source)) return 'person';
  return kinds[source] ?? 'name';
}

/** Like texts differ in numbers: `took 12 ms` and `took 15 ms`. */
const withoutNumbers = (text: string): string => text.replaceAll(/\d+/g, '0').trim();

type TreatText = (text: string) => ExportValue;

function textTreatments(
  source: string,
  { pseudonyms, search }: TreatmentTools,
): Partial<Record<ExportTreatment, TreatText>> {
  const kind = kindOf(source);
  return {
    pseudonym: (text) => (kind === 'person' && text === house ? house : pseudonyms.of(kind, text)),
    guard: (text) => {
      const names = search.finds(text) || holdsAddress(text) || looksPersonal(text);
      return names ? pseudonyms.of('name', text) : text;
    },
    template: (text) => templateOf(text, search),
    network_prefix: (text) => {
      const prefix = networkPrefix(text);
      return prefix === undefined ? null : pseudonyms.of('network', prefix);
    },
    browser_family: browserFamily,
    fingerprint: (text) => pseudonyms.of('text', withoutNumbers(text)),
  };
}

/**
 * Creates what treats the values of one column. A treatment that takes texts is never given anything
 * else a chance: what it does not know becomes null. `length` and `present` were taken by the database.
 */
export function createTreatment(
  { source, treatment }: TreatedColumn,
  tools: TreatmentTools,
): (value: unknown) => ExportValue {
  const ofText = textTreatments(source, tools)[treatment];
  if (ofText !== undefined) {
    const treat = remember(ofText);
    return (value) => (typeof value === 'string' ? treat(value) : null);
  }
  if (treatment === 'numbers') {
    return (value) => {
      const numbers = numbersOf((value ?? null) as Json, tools.search);
      return numbers === undefined ? null : JSON.stringify(numbers);
    };
  }
  if (treatment === 'drop') return () => null;
  return (value) => (value === undefined ? null : (value as ExportValue));
}
