import { cutText } from '../../kernel/index.ts';
import { textAttribute, wholeAttribute } from './attributes.ts';
import type { Fields } from './fields.ts';
import { instantOf, withoutAbsent } from './fields.ts';
import type { Span } from './span.ts';

/** As the house's own log calls requests that no route took. */
const unmatchedEndpoint = '(no route)';

const cut = (text: string | undefined, charactersMax: number): string | undefined =>
  text === undefined ? undefined : cutText(text, charactersMax);

/** A template in the form of the catalogue: `/orders/:id` is `/orders/{id}`. */
const toTemplate = (route: string): string => route.replace(/:([A-Za-z_]\w*)/g, '{$1}');

/** Only the path: what stands behind the question mark belongs to nobody's log. */
function pathOf(span: Span): string | undefined {
  const target = textAttribute(span.attributes, 'url.path', 'http.target');
  return target?.split('?', 1)[0];
}

/** A span that ended without an answer is told as the house tells its own: the client was gone. */
function statusOf({ attributes, isError }: Span): number {
  const status = wholeAttribute(attributes, 'http.response.status_code', 'http.status_code');
  return status ?? (isError ? 500 : 499);
}

/**
 * The span of an HTTP server as a row of `api_request_logs`, by the semantic conventions for HTTP,
 * those before 1.23 included.
 */
export function requestRow(span: Span): Fields {
  const { attributes } = span;
  const route = textAttribute(attributes, 'http.route');
  return withoutAbsent({
    timestamp: instantOf(span.startNanos),
    endpoint: cut(route === undefined ? unmatchedEndpoint : toTemplate(route), 255),
    path: cut(pathOf(span), 500),
    method: cut(textAttribute(attributes, 'http.request.method', 'http.method'), 10),
    status_code: statusOf(span),
    response_time_ms: span.durationMs,
    user_id: textAttribute(attributes, 'user.id', 'enduser.id'),
    ip_address: textAttribute(attributes, 'client.address', 'http.client_ip'),
    user_agent: cut(textAttribute(attributes, 'user_agent.original', 'http.user_agent'), 500),
    error_message: span.isError
      ? (span.statusMessage ?? textAttribute(attributes, 'error.type'))
      : undefined,
    request_size_bytes: wholeAttribute(
      attributes,
      'http.request.body.size',
      'http.request_content_length',
    ),
    response_size_bytes: wholeAttribute(
      attributes,
      'http.response.body.size',
      'http.response_content_length',
    ),
    request_id: span.traceId,
    service: cut(span.service, 100),
  });
}
