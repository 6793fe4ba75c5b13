/** The PostgreSQL types that a column of the catalogue may have. */
export type ColumnType =
  | 'varchar'
  | 'text'
  | 'char'
  | 'smallint'
  | 'integer'
  | 'bigint'
  | 'double'
  | 'numeric'
  | 'boolean'
  | 'timestamptz'
  | 'date'
  | 'time'
  | 'jsonb'
  | 'inet'
  | 'uuid'
  | 'bytea';

/**
 * How private a column's values are. `free` may hold anything: it is redacted at the door, and shown
 * to those who may read. `person` and `network` are replaced by pseudonyms when rows are exported.
 * `secret` never leaves the server: no list, export or answer holds it, not even for administrators.
 */
export const privacies = ['none', 'person', 'network', 'free', 'secret'] as const;
export type Privacy = (typeof privacies)[number];

/** Who fills a column in: the sender, the server on arrival, or a rule that derives it. */
export type Origin = 'sender' | 'server' | 'derived';

/** One column, with everything that any room derives from it. */
export interface Column<Type extends ColumnType = ColumnType, Nullable extends boolean = boolean> {
  readonly type: Type;
  readonly nullable: Nullable;
  /** What it means, in the words of the data dictionary. */
  readonly description: string;
  readonly privacy: Privacy;
  readonly origin: Origin;
  /** Whether the list endpoint can filter on it. */
  readonly filter: boolean;
  /** Characters, for varchar and char. */
  readonly lengthMax?: number;
  /** Closed set of accepted values. */
  readonly values?: readonly string[];
  /** Other spellings accepted at the door, mapped to a member of `values`. */
  readonly aliases?: Readonly<Record<string, string>>;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Digits and decimals of a numeric. */
  readonly precision?: readonly [number, number];
  /** The SQL default, as PostgreSQL's own catalogue prints it. */
  readonly default?: string;
  /** What the door writes when the sender leaves the column out. */
  readonly fallback?: string | number | boolean;
  /** Whether the door works it out where the sender leaves it out. */
  readonly derivable?: boolean;
  /** Generated identity. */
  readonly identity?: boolean;
  /** `table.column` of the foreign key. */
  readonly references?: string;
  readonly unique?: boolean;
}

type Extra = Partial<Omit<Column, 'type' | 'nullable' | 'description' | 'lengthMax'>>;
type Made<Type extends ColumnType, Options> = Column<
  Type,
  Options extends { nullable: true } ? true : false
>;

function column<Type extends ColumnType, Options extends Extra & { nullable?: boolean }>(
  type: Type,
  description: string,
  options: Options,
  more: Partial<Column> = {},
): Made<Type, Options> {
  const base = { nullable: false, privacy: 'none', origin: 'sender', filter: false };
  return { ...base, ...more, ...options, type, description } as unknown as Made<Type, Options>;
}

type Options = Extra & { readonly nullable?: boolean };

/** Text of at most `lengthMax` characters. */
export const varchar = <const O extends Options>(
  lengthMax: number,
  description: string,
  options: O = {} as O,
) => column('varchar', description, options, { lengthMax });

/** Text of exactly `lengthMax` characters. */
export const char = <const O extends Options>(
  lengthMax: number,
  description: string,
  options: O = {} as O,
) => column('char', description, options, { lengthMax });

/** A number of `digits` digits, `decimals` of them behind the point. */
export const numeric = <const O extends Options>(
  digits: number,
  decimals: number,
  description: string,
  options: O = {} as O,
) => column('numeric', description, options, { precision: [digits, decimals] });

const plain =
  <Type extends ColumnType>(type: Type) =>
  <const O extends Options>(description: string, options: O = {} as O) =>
    column(type, description, options);

export const text = plain('text');
export const smallint = plain('smallint');
export const integer = plain('integer');
export const bigint = plain('bigint');
export const double = plain('double');
export const boolean = plain('boolean');
export const timestamptz = plain('timestamptz');
export const date = plain('date');
export const time = plain('time');
export const jsonb = plain('jsonb');
export const inet = plain('inet');
export const uuid = plain('uuid');
export const bytea = plain('bytea');
