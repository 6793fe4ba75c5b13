import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { HomepotError } from '../../kernel/index.ts';

/** The one page of the dashboard, as `npm run build` made it. */
export interface IndexPage {
  readonly bytes: Buffer;
  /** Says which build it is, with the quotes of an ETag. */
  readonly etag: string;
  /** Nothing but what this server serves; nothing within the page runs or paints but what is in it now. */
  readonly policy: string;
}

const hashOf = (text: string | Buffer): string =>
  createHash('sha256').update(text).digest('base64');

/** The hashes of what stands within the page, as a policy names them. */
function hashesOf(html: string, tag: 'script' | 'style'): string {
  const found = html.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'));
  return [...found].map(([, text = '']) => ` 'sha256-${hashOf(text)}'`).join('');
}

function policyOf(html: string): string {
  return [
    "default-src 'none'",
    `script-src 'self'${hashesOf(html, 'script')}`,
    `style-src 'self'${hashesOf(html, 'style')}`,
    "worker-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

async function read(file: string): Promise<IndexPage> {
  const bytes = await readFile(file);
  return { bytes, etag: `"${hashOf(bytes).slice(0, 22)}"`, policy: policyOf(bytes.toString()) };
}

/** Creates the reader of the page at `file`; the file is read again when it was made anew. */
export function createIndexPageReader(file: string): () => Promise<IndexPage> {
  let known: { readonly madeMs: number; readonly page: IndexPage } | undefined;
  return async () => {
    try {
      const { mtimeMs } = await stat(file);
      if (known?.madeMs !== mtimeMs) known = { madeMs: mtimeMs, page: await read(file) };
      return known.page;
    } catch (cause) {
      throw new HomepotError('not_found', {
        message: 'The dashboard is not built: run `npm run build`',
        cause,
      });
    }
  };
}
