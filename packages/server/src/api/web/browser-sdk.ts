import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../../http/index.ts';
import { HomepotError } from '../../kernel/index.ts';

/** What `npm run build` made: a script for a tag, and modules. */
const fileNames = ['homepot.js', 'homepot.mjs', 'homepot-core.mjs'];
const folder = new URL('dist/', import.meta.resolve('@homepot/sdk-browser/package.json'));

interface Script {
  readonly bytes: Buffer;
  /** Of what is in it: who asks with it as `v` may keep the script for ever. */
  readonly hash: string;
}

const dayInSeconds = 86_400;
const shortly = 'public, max-age=300, stale-while-revalidate=86400';
const forEver = `public, max-age=${365 * dayInSeconds}, immutable`;

async function readScript(name: string): Promise<Script> {
  try {
    const bytes = await readFile(new URL(name, folder));
    const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
    return { bytes, hash };
  } catch (cause) {
    throw new HomepotError('not_found', {
      message: 'The scripts for web pages are not built: run `npm run build`',
      cause,
    });
  }
}

function answer({ bytes, hash }: Script, request: FastifyRequest, reply: FastifyReply): unknown {
  const { v } = request.query as { readonly v?: unknown };
  const etag = `"${hash}"`;
  reply.headers({
    etag,
    'cache-control': v === hash ? forEver : shortly,
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  });
  const known = request.headers['if-none-match'] ?? '';
  if (known.includes(etag)) return reply.code(304).send();
  return reply.type('text/javascript; charset=utf-8').send(bytes);
}

/** Serves what web pages load to send what happens on them. A script is read once, when it is there. */
export function bindBrowserSdk(app: FastifyInstance): void {
  const scripts = new Map<string, Script>();
  for (const name of fileNames) {
    app.get(`/sdk/${name}`, { schema: { hide: true } }, async (request, reply) => {
      try {
        const script = scripts.get(name) ?? (await readScript(name));
        scripts.set(name, script);
        return answer(script, request, reply);
      } catch (error) {
        return sendProblem(error, request, reply);
      }
    });
  }
}
