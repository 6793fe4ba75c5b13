import type UPlot from 'uplot';
import { colourOf } from './colours.ts';
import type { Annotation } from './series.ts';

/** Draws what happened behind the lines: spans as a tint, instants as dotted lines. */
export function drawAnnotations(plot: UPlot, annotations: readonly Annotation[]): void {
  const { ctx } = plot;
  const { left, top, width, height } = plot.bbox;
  const xOf = (ms: number): number =>
    Math.min(Math.max(plot.valToPos(ms / 1_000, 'x', true), left), left + width);
  ctx.save();
  for (const { fromMs, toMs, tone = 'maint' } of annotations) {
    const x = xOf(fromMs);
    if (toMs === undefined) {
      ctx.strokeStyle = colourOf(tone);
      ctx.setLineDash([3, 4]);
      ctx.beginPath();
      ctx.moveTo(x, top);
      ctx.lineTo(x, top + height);
      ctx.stroke();
    } else {
      ctx.globalAlpha = 0.1;
      ctx.fillStyle = colourOf(tone);
      ctx.fillRect(x, top, Math.max(xOf(toMs) - x, 1), height);
      ctx.globalAlpha = 1;
    }
  }
  ctx.restore();
}
