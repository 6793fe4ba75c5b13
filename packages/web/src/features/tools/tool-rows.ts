import type { ToolUsage } from './tool-tiles.tsx';

type Pack = ToolUsage['packs'][number];
type Statistics = Omit<Pack, 'bcp_name' | 'tools'>;

/** One line of the table of tools: a pack, a tool of it, or an operation of that. */
export interface ToolRow {
  readonly key: string;
  readonly depth: 0 | 1 | 2;
  readonly name: string;
  readonly pack: string;
  readonly tool: string;
  readonly operation: string;
  readonly statistics: Statistics;
  /** Whether there is something below it. */
  readonly hasMore: boolean;
}

/** The key of a line, by which it is opened. */
export const keyOf = (pack: string, tool = '', operation = ''): string =>
  JSON.stringify([pack, tool, operation]);

/**
 * Packs, the tools of open packs, the operations of open tools. A text opens what it is found in, and
 * leaves out what it is not found in.
 */
export function toolRows(
  packs: readonly Pack[],
  isOpen: (key: string) => boolean,
  text = '',
): readonly ToolRow[] {
  const wanted = text.toLowerCase();
  const fits = (...names: readonly string[]): boolean =>
    names.join(' ').toLowerCase().includes(wanted);
  const isShown = (key: string): boolean => wanted !== '' || isOpen(key);
  return packs.flatMap((pack) => {
    const tools = pack.tools.flatMap((tool) => {
      const operations = tool.operations
        .filter(({ operation }) => fits(pack.bcp_name, tool.tool_name, operation))
        .map(
          (each): ToolRow => ({
            key: keyOf(pack.bcp_name, tool.tool_name, each.operation),
            depth: 2,
            name: each.operation,
            pack: pack.bcp_name,
            tool: tool.tool_name,
            operation: each.operation,
            statistics: each,
            hasMore: false,
          }),
        );
      if (operations.length === 0 && !fits(pack.bcp_name, tool.tool_name)) return [];
      const key = keyOf(pack.bcp_name, tool.tool_name);
      const row: ToolRow = {
        key,
        depth: 1,
        name: tool.tool_name,
        pack: pack.bcp_name,
        tool: tool.tool_name,
        operation: '',
        statistics: tool,
        hasMore: tool.operations.length > 0,
      };
      return [row, ...(isShown(key) ? operations : [])];
    });
    if (tools.length === 0 && !fits(pack.bcp_name)) return [];
    const key = keyOf(pack.bcp_name);
    const row: ToolRow = {
      key,
      depth: 0,
      name: pack.bcp_name,
      pack: pack.bcp_name,
      tool: '',
      operation: '',
      statistics: pack,
      hasMore: pack.tools.length > 0,
    };
    return [row, ...(isShown(key) ? tools : [])];
  });
}
