/** What is told of the calls of a tool. */
export interface ToolOptions {
  /** The pack or server that owns the tools: `bcp_name`. */
  readonly pack: string;
  /** Names and types of the arguments (the default), their values without secrets, or nothing. */
  readonly arguments?: 'shape' | 'values' | 'none' | undefined;
  /** Whether the replies are kept, without secrets; they are not unless this is true. */
  readonly replies?: boolean | undefined;
}
