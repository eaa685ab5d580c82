/** How much may be under way. */
export interface InOrderOptions<T> {
  /** Items whose results nobody has taken yet. */
  readonly mostItems: number;
  /** Sum of their weights; an item that is heavier by itself is alone. */
  readonly mostWeight: number;
  readonly weigh: (item: T) => number;
}

/**
 * Begins work on items as they come, several at a time, and gives the results in their order.
 *
 * Nothing is asked of the items while too much is under way: who takes the results slowly slows the source.
 *
 * @param begin may wait before it takes up the item; it is called for one item after the other.
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  begin: (item: T) => Promise<{ readonly result: Promise<R> }>,
  { mostItems, mostWeight, weigh }: InOrderOptions<T>,
): AsyncGenerator<R> {
  const queue: { readonly result: Promise<R>; readonly weight: number }[] = [];
  const arrival = new Signal();
  const room = new Signal();
  let weight = 0;
  let isOver = false;
  let failure: { readonly error: unknown } | undefined;

  async function takeUp(): Promise<void> {
    try {
      for await (const item of items) {
        const itemWeight = weigh(item);
        while (queue.length > 0 && !isOver) {
          if (queue.length < mostItems && weight + itemWeight <= mostWeight) break;
          await room.wait();
        }
        if (isOver) return;
        const { result } = await begin(item);
        // Whoever awaits it hears of its failure.
        result.catch(() => {});
        queue.push({ result, weight: itemWeight });
        weight += itemWeight;
        arrival.notify();
      }
    } catch (error) {
      failure = { error };
    } finally {
      isOver = true;
      arrival.notify();
    }
  }

  takeUp();
  try {
    for (;;) {
      const [head] = queue;
      if (head !== undefined) {
        yield await head.result;
        queue.shift();
        weight -= head.weight;
        room.notify();
      } else if (isOver) {
        break;
      } else {
        await arrival.wait();
      }
    }
    if (failure !== undefined) throw failure.error;
  } finally {
    isOver = true;
    room.notify();
  }
}

/** Wakes the one who waits, if somebody does. */
class Signal {
  #waiting: (() => void) | undefined;

  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  notify(): void {
    this.#waiting?.();
    this.#waiting = undefined;
  }
}
