import type { ToolUsage } from './tool-tiles.tsx';

/** A tool that is not called any more. */
export interface UnusedTool {
  readonly pack: string;
  readonly tool: string;
  /** Calls of the time before. */
  readonly count: number;
}

/** Tools that were called before but not now, those that were called most first. */
export function unusedTools(
  before: ToolUsage['packs'],
  now: ToolUsage['packs'],
): readonly UnusedTool[] {
  const used = new Set(
    now.flatMap(({ bcp_name: pack, tools }) =>
      tools.map((tool) => JSON.stringify([pack, tool.tool_name])),
    ),
  );
  return before
    .flatMap(({ bcp_name: pack, tools }) =>
      tools.map(({ tool_name: tool, count }) => ({ pack, tool, count })),
    )
    .filter(({ pack, tool }) => !used.has(JSON.stringify([pack, tool])))
    .toSorted((a, b) => b.count - a.count);
}
