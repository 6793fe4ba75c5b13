export type { House, HouseOptions } from './compose.ts';
export { startHouse } from './compose.ts';
export type { HouseDependencies } from './open-base.ts';
