import { createHomepot, fromEnvironment } from '@homepot/sdk-node';
import { serve } from '@hono/node-server';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { Hono } from 'hono';
import { z } from 'zod';

const homepot = createHomepot({ ...fromEnvironment(), service: 'stock' });
const stock = new Map([['apple', 12]]);

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'stock', version: '1.0.0' });
  homepot.instrument(server, { pack: 'stock' });
  const inputSchema = z.object({ operation: z.enum(['count', 'reserve']), article: z.string() });
  server.registerTool('articles', { inputSchema }, async ({ operation, article }) => {
    const count = stock.get(article);
    if (count === undefined) throw new Error('This article is not in stock');
    return { content: [{ type: 'text', text: `${operation}: ${count}` }] };
  });
  return server;
});

const app = new Hono();
app.use(homepot.hono());
app.all('/mcp', (context) => handler.fetch(context.req.raw));
serve({ fetch: app.fetch, port: Number(process.argv[2] ?? 3000), hostname: '127.0.0.1' });
