import { expect, test } from 'vitest';
import { fitPlaces, heapUp, namesThatFit } from './map-view.ts';

/** Places here and there, the same each time. */
const scatter = (count: number, spread: number) =>
  Array.from({ length: count }, (_, at) => ({
    latitude: 85 * Math.sin(at * 12.9898) * spread,
    longitude: 179 * Math.sin(at * 78.233) * spread,
  }));

test.each([
  [1, 1],
  [2, 0.000_01],
  [20, 0.01],
  [200, 1],
])('all of %i places lie within the frame, and few lines are drawn', (count, spread) => {
  const places = scatter(count, spread);
  const view = fitPlaces(places, 1.6);
  for (const { x, y } of places.map(view.place)) {
    expect([x >= 0, x <= 1, y >= 0, y <= 1]).toEqual([true, true, true, true]);
  }
  expect(view.parallels.length).toBeLessThanOrEqual(7);
});

test('north is up, east is right, and lines are named by their degree', () => {
  const [south, north] = [
    { latitude: 51, longitude: 0 },
    { latitude: 52, longitude: 1 },
  ];
  const view = fitPlaces([south, north], 1.6);
  expect(view.place(north).y).toBeLessThan(view.place(south).y);
  expect(view.place(north).x).toBeGreaterThan(view.place(south).x);
  expect(view.parallels.map(({ label }) => label)).toEqual(['51.0° N', '51.5° N', '52.0° N']);
});

test('a name that would lie on another is left out', () => {
  const [near, far] = [
    { x: 0.12, y: 0.5 },
    { x: 0.1, y: 0.9 },
  ];
  expect(namesThatFit([{ x: 0.1, y: 0.5 }, near, far])).toEqual([true, false, true]);
});

test('points that could not be hit one by one are put together', () => {
  const points = [
    { x: 0.1, y: 0.5 },
    { x: 0.8, y: 0.5 },
    { x: 0.12, y: 0.55 },
  ];
  expect(heapUp(points)).toEqual([[0, 2], [1]]);
});
