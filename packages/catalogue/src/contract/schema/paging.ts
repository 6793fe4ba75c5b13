import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';

/** What lists take that are read page by page. */
export const pageQuery = Type.Object({
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: limits.listRowsMax, default: limits.listRowsDefault }),
  ),
  cursor: Type.Optional(Type.String({ description: '`next_cursor` of the page before.' })),
});

/** How a page tells where the next one begins. */
export const nextCursorSchema = Type.Union([Type.String(), Type.Null()], {
  description: 'What to send as `cursor` for the next page; null after the last row.',
});
