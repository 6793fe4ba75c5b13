import { limits } from '../limits.ts';
import { cutText } from '../record/cut-text.ts';

/** How a request is called that no route took, whatever its path: the paths are without number. */
export const unmatchedEndpoint = '(no route)';

const known = new Map<string, string>();

const endpointCharactersMax = 255;

/** The end of a group that begins at `start`, with its brackets. */
function groupEnd(route: string, start: number, open: string, close: string): number {
  let depth = 0;
  for (let i = start; i < route.length; i += 1) {
    if (route[i] === '\\') i += 1;
    else if (route[i] === open) depth += 1;
    else if (route[i] === close) depth -= 1;
    if (depth === 0) return i + 1;
  }
  return route.length;
}

/** Where a pattern or a mark behind a name ends: `:id(\\d+)`, `:id{[0-9]+}`, `:id?`. */
function constraintEnd(route: string, start: number): number {
  let end = start;
  if (route[end] === '(') end = groupEnd(route, end, '(', ')');
  else if (route[end] === '{' && !/^\{[/.-]?[:*/]/.test(route.slice(end))) {
    end = groupEnd(route, end, '{', '}');
  }
  return '?+'.includes(route[end] ?? ' ') ? end + 1 : end;
}

/** A parameter or a wildcard with a name, which Express lets stand in quotes. */
const parameter = /^[:*](?:"([^"]+)"|([\p{ID_Start}_$][\p{ID_Continue}$]*))/u;

function translate(route: string): string {
  let template = '';
  let i = 0;
  while (i < route.length) {
    const rest = route.slice(i);
    const found = parameter.exec(rest);
    if (found !== null) {
      template += `{${found[1] ?? found[2]}}`;
      i = constraintEnd(route, i + found[0].length);
    } else if (rest.startsWith('::')) {
      // Fastify's colon that is none.
      template += ':';
      i += 2;
    } else {
      // What Express may leave out stands in braces; the template shows it.
      if (!'{}'.includes(rest[0] ?? '')) template += rest[0];
      i += 1;
    }
  }
  return template.length > 1 && template.endsWith('/') ? template.slice(0, -1) : template;
}

/**
 * A route as HOMEPOT names it: `/orders/:id` of Express, Fastify and Hono is `/orders/{id}`.
 * A pattern of a parameter is left out; a wildcard without a name stays `*`.
 */
export function templateOf(route: string): string {
  const found = known.get(route);
  if (found !== undefined) return found;
  const template = cutText(translate(route), endpointCharactersMax);
  if (known.size >= limits.routesRememberedMax) known.clear();
  known.set(route, template);
  return template;
}
