import type { Json } from '@homepot/catalogue';
import { cutText } from '../../kernel/index.ts';
import type { NamedAttributes } from './attributes.ts';
import { textAttribute, wholeAttribute } from './attributes.ts';
import type { Fields } from './fields.ts';
import { instantOf, withoutAbsent } from './fields.ts';
import type { Span } from './span.ts';

/** Who a tool call belongs to: the pack, the tool, and what it was asked to do. */
export interface ToolNames {
  readonly bcp_name: string;
  readonly tool_name: string;
  readonly operation: string;
}

const cut = (text: string): string => cutText(text, 100);

/** The names of a tool that attributes tell; undefined where they tell none. */
export function readToolNames(
  attributes: NamedAttributes,
  service: string | undefined,
): ToolNames | undefined {
  const tool = textAttribute(attributes, 'gen_ai.tool.name', 'mcp.tool.name');
  if (tool === undefined) return undefined;
  const pack = textAttribute(attributes, 'mcp.server.name', 'gen_ai.agent.name') ?? service;
  const operation = textAttribute(attributes, 'gen_ai.operation.name', 'mcp.method.name');
  return {
    bcp_name: cut(pack ?? '(no pack)'),
    tool_name: cut(tool),
    operation: cut(operation ?? 'execute_tool'),
  };
}

/** JSON-RPC tells faults of the protocol by numbers from -32768 to -32000. */
const protocolFault = /^-32[0-7]\d\d$/;

/** How a call ended, by `error.type` and the status of its span. */
function outcomeOf({ attributes, isError }: Span): string {
  const type = textAttribute(attributes, 'error.type', 'rpc.jsonrpc.error_code') ?? '';
  if (/time_?out|deadline/i.test(type)) return 'timeout';
  if (/cancel|abort/i.test(type)) return 'cancelled';
  if (protocolFault.test(type)) return 'protocol_error';
  return isError || type !== '' ? 'tool_error' : 'ok';
}

/** Arguments and results are JSON as text in the conventions; other text is kept as it is. */
function parsedOf(attribute: Json | undefined): Json | undefined {
  if (typeof attribute !== 'string') return attribute;
  try {
    return JSON.parse(attribute) as Json;
  } catch {
    return attribute;
  }
}

/** The span of a tool call as a row of `tool_usage_logs`. */
export function toolRow(span: Span): Fields {
  const { attributes } = span;
  const names = readToolNames(attributes, span.service);
  const outcome = outcomeOf(span);
  return withoutAbsent({
    timestamp: instantOf(span.startNanos),
    bcp_name: names?.bcp_name ?? cut(span.service ?? '(no pack)'),
    tool_name: names?.tool_name ?? cut(span.name),
    operation: names?.operation ?? 'execute_tool',
    parameters: parsedOf(attributes.get('gen_ai.tool.call.arguments')),
    response_data: parsedOf(attributes.get('gen_ai.tool.call.result')),
    user_id: textAttribute(attributes, 'user.id', 'enduser.id'),
    session_id: textAttribute(attributes, 'session.id', 'mcp.session.id', 'gen_ai.conversation.id'),
    start_time: instantOf(span.startNanos),
    end_time: instantOf(span.endNanos),
    success: outcome === 'ok',
    outcome,
    error_message:
      outcome === 'ok'
        ? undefined
        : (span.statusMessage ?? textAttribute(attributes, 'error.message', 'error.type')),
    client_name: textAttribute(attributes, 'mcp.client.name'),
    client_version: textAttribute(attributes, 'mcp.client.version'),
    protocol_version: textAttribute(attributes, 'mcp.protocol.version'),
    request_bytes: wholeAttribute(attributes, 'mcp.request.size'),
    response_bytes: wholeAttribute(attributes, 'mcp.response.size'),
  });
}
