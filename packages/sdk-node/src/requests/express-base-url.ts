/**
 * The template of where a router of Express is mounted. Express tells a request only the path that
 * matched (`baseUrl`: `/shops/12`), not the path that was given (`/shops/:shopId`). It sets
 * `params` before `baseUrl`, so the template follows from both at that moment: an accessor on the
 * prototype of the app's requests sees it. Routers that are mounted without parameters cost nothing.
 */
export interface ExpressRequestLike {
  readonly app?: { readonly request?: object };
  readonly params?: Readonly<Record<string, unknown>>;
  readonly baseUrl?: string;
  readonly route?: { readonly path?: unknown };
}

const current = Symbol('homepot.baseUrl');
const templates = Symbol('homepot.baseUrlTemplates');
const lastRoute = Symbol('homepot.route');
const lastRouteBase = Symbol('homepot.routeBase');

interface Watched extends ExpressRequestLike {
  [current]?: string | undefined;
  [templates]?: Map<string, string>;
  [lastRoute]?: unknown;
  [lastRouteBase]?: string;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The path with the values of parameters replaced by their names, each once. */
function replaceValues(path: string, params: Readonly<Record<string, unknown>>): string {
  const left = new Map(Object.entries(params).map(([name, value]) => [name, String(value)]));
  return path
    .split('/')
    .map((step) => {
      if (step === '') return step;
      const value = decode(step);
      const name = [...left].find(([, given]) => given === value)?.[0];
      if (name === undefined) return step;
      left.delete(name);
      return `{${name}}`;
    })
    .join('/');
}

function remember(request: Watched, before: string, after: string): void {
  const { params } = request;
  if (typeof params !== 'object' || params === null) return;
  if (after.length <= before.length || !after.startsWith(before)) return;
  const outer = request[templates]?.get(before) ?? before;
  const inner = after.slice(before.length);
  const template = Object.keys(params).length === 0 ? inner : replaceValues(inner, params);
  if (outer === before && template === inner) return;
  request[templates] ??= new Map();
  request[templates].set(after, outer + template);
}

/** An error leaves the router before it is answered; where its route was must be known by then. */
function rememberRoute(request: Watched, base: string): void {
  const { route } = request;
  if (route === undefined || route === request[lastRoute]) return;
  request[lastRoute] = route;
  request[lastRouteBase] = request[templates]?.get(base) ?? base;
}

const watchedPrototypes = new WeakSet<object>();

function watchPrototype(prototype: object): void {
  watchedPrototypes.add(prototype);
  Object.defineProperty(prototype, 'baseUrl', {
    configurable: true,
    enumerable: true,
    get(this: Watched) {
      return this[current];
    },
    // Express also sets it to undefined, when a request leaves the app.
    set(this: Watched, value: string | undefined) {
      const before = this[current] ?? '';
      this[current] = value;
      rememberRoute(this, before);
      if (typeof value === 'string' && value !== '') remember(this, before, value);
    },
  });
}

/** Watches `baseUrl` of all requests of an app. */
export function watchBaseUrl(request: ExpressRequestLike): void {
  const prototype = request.app?.request;
  if (prototype === undefined) return;
  if (!watchedPrototypes.has(prototype)) watchPrototype(prototype);
  // What was set before the app was watched hides the accessor.
  if (!Object.hasOwn(request, 'baseUrl')) return;
  const own = request as { baseUrl?: string | undefined };
  const { baseUrl } = own;
  delete own.baseUrl;
  own.baseUrl = baseUrl;
}

/** The template of where the router is mounted whose route the request came to. */
export function baseTemplateOf(request: ExpressRequestLike): string {
  const watched = request as Watched;
  if (request.route !== undefined && watched[lastRoute] === request.route) {
    return watched[lastRouteBase] ?? '';
  }
  const { baseUrl = '' } = request;
  return watched[templates]?.get(baseUrl) ?? baseUrl;
}
