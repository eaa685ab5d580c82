/**
 * Puts the item at a place of a binary heap, larger than it was or new there, where it belongs among those below it.
 *
 * @param isBefore whether one item comes before another; the first of all is at 0.
 */
export function siftDown<T>(heap: T[], start: number, isBefore: (a: T, b: T) => boolean): void {
  for (let place = start; ; ) {
    let first = place;
    for (const child of [2 * place + 1, 2 * place + 2]) {
      if (child < heap.length && isBefore(heap[child]!, heap[first]!)) first = child;
    }
    if (first === place) return;
    [heap[place], heap[first]] = [heap[first]!, heap[place]!];
    place = first;
  }
}
