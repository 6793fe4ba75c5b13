import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import type { ErrorSeverity } from '../../tables/error-logs.ts';
import type { ActivityType } from '../../tables/user-activities.ts';
import type { Route } from '../route.ts';

/** What a page says about who and when. It is kept, and never believed. */
interface WhoAndWhen {
  /** ISO 8601; the time of arrival where it is not given. */
  readonly timestamp?: string;
  /** Whom the page says it is. Kept as `page:…`. */
  readonly user_id?: string;
  /** Who it is where the page does not say: an id by chance. Kept as user `visitor:…`. */
  readonly visitor_id?: string;
  /** The visit. Kept as `page:…`. */
  readonly session_id?: string;
}

/** What somebody did on a page, as the page tells it: columns of `user_activities`. */
export interface BrowserActivity extends WhoAndWhen {
  readonly activity_type: ActivityType;
  readonly page_url?: string;
  readonly element_id?: string;
  readonly search_query?: string;
  readonly results_count?: number;
  readonly extra_data?: object;
  readonly duration_ms?: number;
}

/** What went wrong on a page, as the page tells it: columns of `error_logs`. */
export interface BrowserError extends WhoAndWhen {
  readonly severity: ErrorSeverity;
  readonly error_code?: string;
  readonly error_message: string;
  readonly stack_trace?: string;
  readonly context?: object;
}

const count = (description: string) => Type.Integer({ minimum: 0, description });

/**
 * Each record is judged by itself at the door, by the columns of its table: here the body as a whole
 * is, so that one bad record does not cost the others.
 */
const records = Type.Array(Type.Unknown(), { maxItems: limits.browserRecordsMax });

/** What people do on a web page, and what goes wrong there: the one thing a key in a page may do. */
export const sendFromBrowser = {
  operation: 'sendFromBrowser',
  method: 'POST',
  path: '/api/v1/browser',
  resource: 'browser',
  summary: 'Send what happened on a web page',
  description: `One batch of activities and errors, as \`text/plain\` or \`application/json\`, with the key in the query, so that a page need not ask first. \`Origin\` must be one of the key's. The same \`batch_id\` twice stores once. A record that is bad is listed and the others are stored; 422 when all are bad. An activity may have timestamp, user_id, visitor_id, session_id, activity_type, page_url, element_id, search_query, results_count, extra_data, duration_ms; an error timestamp, user_id, visitor_id, session_id, severity, error_code, error_message, stack_trace, context. Rows are marked with trust \`browser\`: anybody can read the key in the page, so what they say is hearsay.`,
  callers: ['browser'],
  keyInQuery: true,
  query: Type.Object({
    key: Type.Optional(
      Type.String({ maxLength: 200, description: 'A key of scope `browser`, unless in a header.' }),
    ),
    sent_at: Type.Optional(
      Type.Integer({
        minimum: 0,
        description:
          'The clock of the browser now, in milliseconds since 1970: a clock that is wrong is put right by it.',
      }),
    ),
  }),
  body: Type.Object({
    batch_id: Type.String({
      pattern: `^[\\x21-\\x7e]{1,${limits.batchIdCharactersMax}}$`,
      description: 'The id of the batch, by which it is known again.',
    }),
    activities: Type.Optional(Type.Unsafe<readonly BrowserActivity[]>(records)),
    errors: Type.Optional(Type.Unsafe<readonly BrowserError[]>(records)),
  }),
  response: Type.Object({
    batch_id: Type.String(),
    accepted: count('Records that are on disk and will be stored.'),
    duplicate: count('Records of a batch that was taken before.'),
    quarantined: count('Records kept aside because of their time.'),
    rejected: Type.Array(
      Type.Object({
        code: Type.String({ description: 'A code of the error table.' }),
        path: Type.String({ description: 'The field, e.g. `activities[3].page_url`.' }),
        message: Type.String(),
      }),
    ),
  }),
} as const satisfies Route;

/** Every route of this resource. */
export const browserRoutes: readonly Route[] = [sendFromBrowser];
