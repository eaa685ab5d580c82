const LINE_FEED = 10;

/**
 * The lines of a text in UTF-8 that ends each with LF; what follows the last one is left out.
 *
 * @param read fills a buffer with what comes next, and says how many bytes that are: 0 at the end.
 * @param readBytes what is read at a time, and held in memory besides the longest line.
 * @param onGrowth is told how long a line without an end has become, and may refuse it by an error.
 */
export function* textLines(
  read: (buffer: Uint8Array) => number,
  readBytes: number,
  onGrowth?: (bytes: number) => void,
): Generator<string> {
  const buffer = Buffer.allocUnsafe(readBytes);
  let rest: Buffer[] = [];
  let restBytes = 0;
  for (;;) {
    const count = read(buffer);
    if (count === 0) return;
    const end = buffer.lastIndexOf(LINE_FEED, count - 1);
    if (end < 0) {
      rest.push(Buffer.from(buffer.subarray(0, count)));
      restBytes += count;
      onGrowth?.(restBytes);
      continue;
    }
    const whole = buffer.subarray(0, end);
    const lines = rest.length === 0 ? whole : Buffer.concat([...rest, whole]);
    rest = end + 1 < count ? [Buffer.from(buffer.subarray(end + 1, count))] : [];
    restBytes = rest[0]?.length ?? 0;
    yield* lines.toString('utf8').split('\n');
  }
}
