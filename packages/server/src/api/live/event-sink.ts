import type { FastifyReply } from 'fastify';
import { limits } from '../../kernel/index.ts';
import type { LiveSink } from '../../live/index.ts';

/** How soon a browser comes back by itself after the stream ended. */
const retry = `retry: ${limits.liveTellMilliseconds}\n\n`;

/** Takes the answer over and begins a stream of server-sent events with it. */
export function openEventSink(reply: FastifyReply): LiveSink {
  const { raw } = reply;
  reply.hijack();
  const headers = Object.entries(reply.getHeaders()).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  raw.writeHead(200, {
    ...Object.fromEntries(headers),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // Proxies that collect answers before they hand them on would tell nothing live.
    'x-accel-buffering': 'no',
  });
  raw.write(retry);
  return {
    form: 'events',
    write: (bytes) => {
      raw.write(bytes);
    },
    bufferedBytes: () => raw.writableLength,
    heartbeat: () => {
      raw.write(':\n\n');
    },
    end: (code) => {
      raw.end(`event: end\ndata: ${JSON.stringify({ code: code ?? null })}\n\n`);
    },
    cut: () => raw.destroy(),
  };
}
