import type { AnswerOf, listEnrolmentTokens } from '@homepot/catalogue';

/** A token as lists show it. */
export type EnrolmentToken = AnswerOf<typeof listEnrolmentTokens>['data'][number];

/** A token as it is read. */
export type StoredToken = EnrolmentToken & { readonly id: number };

/** What is selected of tokens; to be followed by conditions on `t` and `s`. */
export const selectTokens = `SELECT t.id, t.token_id, s.site_id, t.device_id, t.segment, t.provenance,
    t.created_at, t.expires_at, t.used_at, used.device_id AS used_by, t.revoked_at
  FROM enrolment_tokens t JOIN sites s ON s.id = t.site_id
    LEFT JOIN devices used ON used.id = t.used_by`;

/** A token without what only the database needs. */
export const showToken = ({ id: _id, ...token }: StoredToken): EnrolmentToken => token;
