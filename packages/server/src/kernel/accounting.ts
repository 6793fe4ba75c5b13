/**
 * What became of every record, per source. A source is a door and a table. At every moment
 *
 *   received = rejected + duplicate + filtered + quarantined + stored + in spool
 *
 * holds for each source: a record is counted as received in the same step that says what became of
 * it, and a record in the spool moves to another column in one step. After a restart, what the
 * spool still holds counts as received again.
 */
export interface Tally {
  received: number;
  rejected: number;
  duplicate: number;
  filtered: number;
  quarantined: number;
  stored: number;
  inSpool: number;
}

/** The way by which records come in. */
export type Door =
  | 'http'
  | 'anonymous'
  | 'browser'
  | 'otlp'
  | 'import'
  | 'self'
  | 'sample'
  | 'mqtt'
  | 'report';

/** What the door decided about the records of one batch. */
type Decision = Partial<Omit<Tally, 'received' | 'stored'>>;

/** What the drain did with records that were in the spool. */
export type Settlement = Partial<Pick<Tally, 'stored' | 'duplicate' | 'quarantined'>>;

/** One line of the accounts. */
export interface Account extends Tally {
  readonly door: Door;
  readonly table: string;
}

export interface Accounting {
  /** The door decided; `received` grows by the sum of the decision. */
  decide(door: Door, table: string, decision: Decision): void;
  /** The drain settled; in spool shrinks by the sum of the settlement. */
  settle(door: Door, table: string, settlement: Settlement): void;
  accounts(): readonly Account[];
}

const sum = (parts: object): number =>
  Object.values(parts).reduce((total: number, part: number) => total + part, 0);

function emptyAccount(door: Door, table: string): Account {
  return {
    door,
    table,
    received: 0,
    rejected: 0,
    duplicate: 0,
    filtered: 0,
    quarantined: 0,
    stored: 0,
    inSpool: 0,
  };
}

function add(account: Tally, parts: Partial<Tally>): void {
  for (const [name, count] of Object.entries(parts)) account[name as keyof Tally] += count;
}

/** Creates empty accounts. Their number is bounded by doors times tables. */
export function createAccounting(): Accounting {
  const accounts = new Map<string, Account>();
  const accountOf = (door: Door, table: string): Account => {
    const key = `${door} ${table}`;
    const known = accounts.get(key);
    if (known !== undefined) return known;
    const account = emptyAccount(door, table);
    accounts.set(key, account);
    return account;
  };
  return {
    decide(door, table, decision) {
      add(accountOf(door, table), { ...decision, received: sum(decision) });
    },
    settle(door, table, settlement) {
      add(accountOf(door, table), { ...settlement, inSpool: -sum(settlement) });
    },
    accounts: () => [...accounts.values()],
  };
}
