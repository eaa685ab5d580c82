/** Speakers of 1 to 8 channels: RFC 9639, 9.1.3, as WAVEFORMATEXTENSIBLE numbers them. Mono and stereo go without saying. */
const MASKS = [0, 0, 0, 0x7, 0x33, 0x37, 0x3f, 0x70f, 0x63f] as const;

const FIELD = /^WAVEFORMATEXTENSIBLE_CHANNEL_MASK=0x([0-9a-f]{1,8})$/i;

/** Where the speakers stand: by the comments, where these say it, else by the number of channels. */
export function channelMaskOf(numberOfChannels: number, comments: Uint8Array | undefined): number {
  for (const field of comments === undefined ? [] : fieldsOf(comments)) {
    const [, hex] = FIELD.exec(field) ?? [];
    if (hex !== undefined) return Number.parseInt(hex, 16);
  }
  return defaultChannelMask(numberOfChannels);
}

/** Where the speakers stand if nothing says otherwise; 0: anywhere. */
export function defaultChannelMask(numberOfChannels: number): number {
  return MASKS[numberOfChannels] ?? 0;
}

/**
 * The fields of a block of comments, of which all lengths are little-endian:
 *
 *     length │ vendor │ number of fields │ length │ NAME=value │ ...
 *
 * Of damaged ones those before the damage.
 */
export function* fieldsOf(comments: Uint8Array): Generator<string, void, void> {
  const view = new DataView(comments.buffer, comments.byteOffset, comments.byteLength);
  const text = new TextDecoder();
  let at = 0;
  const lengthAt = (): number => (at + 4 <= comments.length ? view.getUint32(at, true) : Infinity);
  at = 4 + lengthAt();
  const numberOfFields = lengthAt();
  at += 4;
  for (let field = 0; field < numberOfFields; field++) {
    const end = at + 4 + lengthAt();
    if (end > comments.length) return;
    yield text.decode(comments.subarray(at + 4, end));
    at = end;
  }
}
