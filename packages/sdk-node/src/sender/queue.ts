/** First in, first out. */
export interface Queue<Item> {
  append(item: Item): void;
  first(): Item | undefined;
  take(): Item | undefined;
  readonly length: number;
}

/** Taken places are given back when there are as many of them as of waiting items, and this many. */
const compactLengthMin = 1_024;

/** Creates an empty queue; append and take cost the same however much waits. */
export function createQueue<Item>(): Queue<Item> {
  let items: (Item | undefined)[] = [];
  let head = 0;
  return {
    append(item) {
      items.push(item);
    },
    first: () => items[head],
    take() {
      if (head === items.length) return undefined;
      const item = items[head];
      items[head] = undefined;
      head += 1;
      if (head >= compactLengthMin && head * 2 >= items.length) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
    get length() {
      return items.length - head;
    },
  };
}
