import type { Post } from './post.ts';

/** What stands in for the server where none was given: nothing is ever sent. */
export const unconfiguredPost: Post = {
  send: async () => ({
    kind: 'refused',
    problem: { code: 'not_configured', message: 'No server is configured', status: 0 },
  }),
  close: () => undefined,
};
