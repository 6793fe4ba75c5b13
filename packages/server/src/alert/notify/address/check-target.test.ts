import { expect, test } from 'vitest';
import { createAddressRules } from './address-rules.ts';
import { checkTarget } from './check-target.ts';
import { resolveTarget } from './resolve-target.ts';

const signal = new AbortController().signal;
const rules = createAddressRules([]);

/** Everything that happens to a URL before a connection is made. */
async function judge(url: string): Promise<string> {
  try {
    const target = checkTarget(url, { httpAllowed: true });
    return (await resolveTarget(target, { rules, nameServers: ['127.0.0.1:9'] }, signal)).join();
  } catch (error) {
    return (error as { readonly code?: string }).code ?? (error as Error).name;
  }
}

test.each([
  'http://127.0.0.1/',
  'http://127.1/',
  'http://2130706433/',
  'http://0x7f000001/',
  'http://0x7f.1/',
  'http://0177.0.0.1/',
  'http://017700000001/',
  'http://0/',
  'http://0.0.0.0/',
  'http://[::1]/',
  'http://[::]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[0:0:0:0:0:ffff:7f00:1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://127.0.0.1./',
  'http://①②⑦.⓪.⓪.①/',
  'http://127。0。0。1/',
  'http://127.0.0.1%2f@1.1.1.1/',
  'http://1.1.1.1@127.0.0.1/',
  'http://1.1.1.1:80@127.0.0.1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://1.1.1.1\\@127.0.0.1/',
  'http:127.0.0.1/',
  'http:\\\\127.0.0.1\\',
  'ht\ntp://127.0.0.1/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:6379/_INFO',
  'ftp://1.1.1.1/',
  'http://user:password@1.1.1.1/',
  'http://1.1.1.1:22/',
  'http://1.1.1.1:25/',
  'http://1.1.1.1:6379/',
  'http://1.1.1.1:5432/',
  'http://1.1.1.1:0/',
  'not a url',
  '',
])('is refused: %s', async (url) => {
  const verdict = await judge(url);
  // The parser of URLs reads a backslash as a slash: what follows is a path on the public host.
  if (url.includes('\\@')) expect(verdict).toBe('1.1.1.1');
  else expect(verdict).toBe('address_refused');
});

test.each(['http://localhost/', 'http://localhost./', 'http://hooks.example.com/'])(
  'a name is asked of DNS alone: %s',
  async (url) => {
    expect(await judge(url)).toBe('NameNotFoundError');
  },
);

test('https is asked for unless http is allowed', () => {
  expect(() => checkTarget('http://1.1.1.1/', { httpAllowed: false })).toThrow('not encrypted');
  expect(checkTarget('https://1.1.1.1:8443/x?y=1#z', { httpAllowed: false }).href).toBe(
    'https://1.1.1.1:8443/x?y=1',
  );
});
