import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const examples = new URL('../../../docs/examples/', import.meta.url);

/** A web site of somebody else, with the pages of the examples and a strict policy. */
export interface WebSite {
  /** `http://127.0.0.1:PORT`; `localhost` is another origin of the same pages. */
  readonly origin: string;
  close(): void;
}

const modulePage = '<!doctype html><script type="module" src="/module.js"></script>';
const emptyPage = '<!doctype html><title>Not found</title>';

/** Nothing from elsewhere but the house, and no script within the page but this very one. */
function policyOf(page: string, house: string): string {
  const inline = /<script>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '';
  const hash = createHash('sha256').update(inline).digest('base64');
  const scripts = `script-src 'self' ${house} 'sha256-${hash}'`;
  return `default-src 'none'; ${scripts}; connect-src ${house}; form-action 'self'; img-src 'self'`;
}

/** Serves the pages of the examples; `house` and `key` are put in place of those written there. */
export async function startWebSite(house: () => string, key: () => string): Promise<WebSite> {
  const read = async (name: string): Promise<string> =>
    (await readFile(new URL(name, examples), 'utf8'))
      .replaceAll('https://homepot.example', house())
      .replaceAll('hp_browser_your_key', key());
  const server = createServer(async (request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    if (path === '/favicon.ico') return response.writeHead(204).end();
    if (path === '/module.js') {
      const script = await read('web-page-module.js');
      return response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    }
    const page =
      path === '/module' ? modulePage : path === '/empty' ? emptyPage : await read('web-page.html');
    const headers = {
      'content-type': 'text/html',
      'content-security-policy': policyOf(page, house()),
    };
    return response.writeHead(200, headers).end(page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
