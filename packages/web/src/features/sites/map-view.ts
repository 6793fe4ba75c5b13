/** A place on the earth, in degrees. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** A line of the graticule: how far from the left or the top, and the degree it stands for. */
interface GridLine {
  /** 0 to 1. */
  readonly at: number;
  readonly label: string;
}

/** Positions in a frame of a given shape, without any map from elsewhere. */
export interface MapView {
  /** 0 to 1 from the left and from the top. */
  place(place: Place): { readonly x: number; readonly y: number };
  readonly meridians: readonly GridLine[];
  readonly parallels: readonly GridLine[];
}

/** The least that is shown, in degrees of latitude: about a kilometre. */
const degreesMin = 0.01;
/** Around the outermost places. */
const margin = 1.25;
const steps = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 45];

function lines(from: number, to: number, letters: readonly [string, string]): readonly GridLine[] {
  const step = steps.find((each) => (to - from) / each <= 6) ?? 60;
  const digits = step < 1 ? Math.ceil(-Math.log10(step)) : 0;
  const first = Math.ceil(from / step);
  const count = Math.max(Math.floor(to / step) - first + 1, 0);
  return Array.from({ length: count }, (_, at) => (first + at) * step).map((degree) => ({
    at: (degree - from) / (to - from),
    label: `${Math.abs(degree).toFixed(digits)}° ${degree < 0 ? letters[1] : letters[0]}`,
  }));
}

/** Fits places into a frame that is `aspect` times as wide as it is high; a degree is as long in both directions there. */
export function fitPlaces(places: readonly Place[], aspect: number): MapView {
  const latitudes = places.map(({ latitude }) => latitude);
  const longitudes = places.map(({ longitude }) => longitude);
  const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)];
  const [west, east] = [Math.min(...longitudes), Math.max(...longitudes)];
  const middle = { latitude: (south + north) / 2, longitude: (west + east) / 2 };
  // A degree of longitude is that much shorter than one of latitude.
  const shrink = Math.max(Math.cos((middle.latitude * Math.PI) / 180), 0.05);
  const high = Math.max(
    (north - south) * margin,
    ((east - west) * shrink * margin) / aspect,
    degreesMin,
  );
  const wide = (high * aspect) / shrink;
  const [top, left] = [middle.latitude + high / 2, middle.longitude - wide / 2];
  return {
    place: ({ latitude, longitude }) => ({
      x: (longitude - left) / wide,
      y: (top - latitude) / high,
    }),
    meridians: lines(left, left + wide, ['E', 'W']),
    parallels: lines(top - high, top, ['N', 'S']).map(({ at, label }) => ({ at: 1 - at, label })),
  };
}

/** How much room a point takes that can be hit, as a share of the frame where that is small. */
const dotWidth = 0.09;
const dotHeight = 0.14;

/** Puts points together that would lie on one another, each by its index; the first of a heap is where it lies. */
export function heapUp(
  points: readonly { readonly x: number; readonly y: number }[],
): readonly (readonly [number, ...number[]])[] {
  const heaps: [number, ...number[]][] = [];
  for (const [index, point] of points.entries()) {
    const near = heaps.find(([first]) => {
      const { x = 0, y = 0 } = points[first] ?? {};
      return Math.abs(x - point.x) < dotWidth && Math.abs(y - point.y) < dotHeight;
    });
    if (near === undefined) heaps.push([index]);
    else near.push(index);
  }
  return heaps;
}

/** How much room a name takes, as a share of the frame. */
const nameWidth = 0.45;
const nameHeight = 0.1;

/** Which of some points have room for their name: the first come first, and no name lies on another. */
export function namesThatFit(
  points: readonly { readonly x: number; readonly y: number }[],
): readonly boolean[] {
  const taken: { readonly x: number; readonly y: number }[] = [];
  return points.map((point) => {
    const isFree = taken.every(
      ({ x, y }) => Math.abs(x - point.x) > nameWidth || Math.abs(y - point.y) > nameHeight,
    );
    if (isFree) taken.push(point);
    return isFree;
  });
}
