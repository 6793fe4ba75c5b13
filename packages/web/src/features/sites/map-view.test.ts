import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitPlaces } from './map-view.ts';

const place = fc.record({
  latitude: fc.double({ min: -85, max: 85, noNaN: true }),
  longitude: fc.double({ min: -179, max: 179, noNaN: true }),
});

test('every place lies within the frame, wherever they are, and few lines are drawn', () => {
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 20 }), (places) => {
      const view = fitPlaces(places, 1.6);
      for (const { x, y } of places.map(view.place)) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(1);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThanOrEqual(1);
      }
      expect(view.parallels.length).toBeLessThanOrEqual(7);
    }),
    { numRuns: 200 },
  );
});

test('north is up, east is right, and lines are named by their degree', () => {
  const [south, north] = [
    { latitude: 51, longitude: 0 },
    { latitude: 52, longitude: 1 },
  ];
  const view = fitPlaces([south, north], 1.6);
  expect(view.place(north).y).toBeLessThan(view.place(south).y);
  expect(view.place(north).x).toBeGreaterThan(view.place(south).x);
  expect(view.parallels.map(({ label }) => label)).toContain('51.2° N');
});
