export type { Exports } from './exports.ts';
export { createExports } from './exports.ts';
export type { JudgementRequest, ThreadPlace } from './exports-dependencies.ts';
export type { OpenedFile } from './files/open-file.ts';
export type { ExportFigures } from './keep/read-figures.ts';
