/** What the page is about, as its address says: a pack, one of its tools, one of its operations; empty texts for all. */
export interface ChosenTool {
  readonly pack: string;
  readonly tool: string;
  readonly operation: string;
}

/** The filters of metrics and lists for it. */
export const chosenQuery = ({ pack, tool, operation }: ChosenTool) => ({
  ...(pack === '' ? {} : { bcp_name: [pack] }),
  ...(tool === '' ? {} : { tool_name: [tool] }),
  ...(operation === '' ? {} : { operation: [operation] }),
});

/** `till / refund / create`. */
export const chosenWords = ({ pack, tool, operation }: ChosenTool): string =>
  [pack, tool, operation].filter((part) => part !== '').join(' / ') || 'All tools';
