/** How requests are told of; the hooks are asked once, when the request is over, and may fail. */
export interface RequestOptions<Request> {
  /** The authenticated user of a request; undefined where nobody is signed in. */
  user?(request: Request): unknown;
  /** The session of a request. */
  session?(request: Request): unknown;
  /** Requests that are left out, such as probes. Asked with the template of the route. */
  ignore?(endpoint: string): boolean;
  /** Whether errors that lead to a status of 500 or more are captured; they are unless this is false. */
  readonly captureErrors?: boolean;
}
