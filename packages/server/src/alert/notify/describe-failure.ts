import { cutText } from '../../kernel/index.ts';

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nobody listens there',
  ECONNRESET: 'The connection was cut',
  EHOSTUNREACH: 'There is no way there',
  ENETUNREACH: 'There is no way there',
  EPIPE: 'The connection was cut',
  ETIMEDOUT: 'Nobody answered in time',
  ESOCKET: 'The connection failed',
};

const errorCharactersMax = 300;

/** Why a connection failed, in one line for people. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return 'It failed';
  const { name, message } = error;
  if (name === 'TimeoutError') return 'Nobody answered in time';
  const { code } = error as { readonly code?: string };
  const known = code === undefined ? undefined : words[code];
  const said = message === '' ? (code ?? name) : message;
  const line = known === undefined ? said : `${known} (${code})`;
  return cutText(line.replaceAll(/\s+/g, ' '), errorCharactersMax);
}
