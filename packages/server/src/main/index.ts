export type { House, HouseOptions } from './house/compose.ts';
export { startHouse } from './house/compose.ts';
export type { HouseDependencies } from './house/open-base.ts';
