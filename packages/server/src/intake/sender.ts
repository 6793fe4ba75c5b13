import type { ErrorCode, Provenance, Trust } from '@homepot/catalogue';
import type { Principal } from '../auth/index.ts';
import { batchScopeOf, callerOf } from '../auth/index.ts';
import type { Door } from '../kernel/index.ts';

/** What a sender's credential says about a column of every row. */
export interface Claim {
  readonly column: string;
  readonly value: string | null;
  /** default: when the row says nothing. own: the row may say nothing else. forced: whatever it says. */
  readonly rule: 'default' | 'own' | 'forced';
  /** What a row is rejected with that says something else than its own. */
  readonly code: ErrorCode;
}

/** Who sends a batch, as far as its rows are concerned. */
export interface Sender {
  /** Whose batch ids these are. */
  readonly scope: string;
  readonly door: Door;
  readonly provenance: Provenance;
  /** Whether it was proven who sends. */
  readonly trust: Trust;
  /** Whether only tables are open to it that devices may send. */
  readonly isDevice: boolean;
  readonly claims: readonly Claim[];
}

/** The columns that say who did something: a member may only name itself. */
const actorColumns = ['changed_by', 'initiated_by'];

/** The columns by which a row enters the accounts of others: people, devices, requests, tools, groups. */
const namesOfOthers = [
  'user_id',
  'device_id',
  'session_id',
  'request_id',
  'tool_context',
  'fingerprint',
];

function claimsOfUser(value: string, isAdmin: boolean): readonly Claim[] {
  const code = 'not_allowed';
  if (isAdmin) return [{ column: 'user_id', value, rule: 'default', code }];
  return ['user_id', ...actorColumns].map((column) => ({ column, value, rule: 'own', code }));
}

function claimsOf(principal: Principal): readonly Claim[] {
  switch (principal.kind) {
    case 'device':
      return [
        { column: 'device_id', value: principal.deviceId, rule: 'own', code: 'device_mismatch' },
      ];
    case 'user':
      return claimsOfUser(principal.username, principal.isAdmin);
    case 'anonymous':
      return [
        { column: 'category', value: 'frontend', rule: 'forced', code: 'not_allowed' },
        ...namesOfOthers.map(
          (column): Claim => ({ column, value: null, rule: 'forced', code: 'not_allowed' }),
        ),
      ];
    default:
      return [];
  }
}

/** A key that stands in a page proves no more than no key at all. */
function trustOf(principal: Principal): Trust {
  const caller = callerOf(principal);
  return caller === 'browser' || caller === 'anonymous' ? caller : 'trusted';
}

/** The sender that a caller is, at that door. */
export function senderOf(principal: Principal, door: Door): Sender {
  return {
    scope: batchScopeOf(principal),
    door,
    provenance: 'provenance' in principal ? principal.provenance : 'real',
    trust: trustOf(principal),
    isDevice: principal.kind === 'device',
    claims: claimsOf(principal),
  };
}

/** What a page may not say: errors are of the front end, and none of them is of a device or a tool. */
const browserClaims: readonly Claim[] = [
  { column: 'category', value: 'frontend', rule: 'own', code: 'not_allowed' },
  ...['device_id', 'request_id', 'endpoint', 'tool_context', 'fingerprint'].map(
    (column): Claim => ({ column, value: null, rule: 'own', code: 'not_allowed' }),
  ),
];

/** The sender that a page is, whose key everybody can read. */
export const browserSenderOf = (principal: Principal): Sender => ({
  ...senderOf(principal, 'browser'),
  claims: browserClaims,
});

/** The house itself: its request log, its alerts, its job outcomes. */
export const selfSender: Sender = {
  scope: 'self',
  door: 'self',
  provenance: 'real',
  trust: 'trusted',
  isDevice: false,
  claims: [],
};

/** Whoever sends the rows of a demo: what was played never passes for what happened. */
export const demoSender: Sender = {
  scope: 'demo',
  door: 'import',
  provenance: 'simulated',
  trust: 'trusted',
  isDevice: false,
  claims: [],
};
