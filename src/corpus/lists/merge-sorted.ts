import { siftDown } from './heap.ts';

/** What a source gives next. */
interface Head<T> {
  item: T;
  readonly source: Iterator<T>;
  readonly place: number;
}

/** Merges sorted sources; of equal items, those of the earlier source come first. */
export function* mergeSorted<T>(
  sources: readonly Iterator<T>[],
  compare: (a: T, b: T) => number,
): Generator<T> {
  const isBefore = (a: Head<T>, b: Head<T>): boolean => {
    const order = compare(a.item, b.item);
    return order === 0 ? a.place < b.place : order < 0;
  };
  const heap: Head<T>[] = [];
  for (const [place, source] of sources.entries()) {
    const { value, done } = source.next();
    if (!done) heap.push({ item: value, source, place });
  }
  for (let place = heap.length >> 1; place >= 0; place--) siftDown(heap, place, isBefore);
  for (let head = heap[0]; head !== undefined; head = heap[0]) {
    yield head.item;
    const { value, done } = head.source.next();
    if (!done) {
      head.item = value;
    } else {
      const last = heap.pop()!;
      if (heap.length > 0) heap[0] = last;
    }
    siftDown(heap, 0, isBefore);
  }
}
