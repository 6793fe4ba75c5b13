import { createHomepot, fromEnvironment } from '@homepot/sdk-node';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const homepot = createHomepot(fromEnvironment());

const server = new McpServer({ name: 'stock', version: '1.0.0' });
homepot.instrument(server, { pack: 'stock' });

const stock = new Map([['apple', 12]]);
const inputSchema = { operation: z.enum(['count', 'reserve']), article: z.string() };
server.registerTool('articles', { inputSchema }, async ({ operation, article }) => {
  const count = stock.get(article);
  if (count === undefined) throw new Error('This article is not in stock');
  return { content: [{ type: 'text', text: `${operation}: ${count}` }] };
});

await server.connect(new StdioServerTransport());
