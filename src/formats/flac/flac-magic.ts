import { isAt } from '../magic.ts';

/** True if a file that begins with these bytes is a FLAC file, perhaps behind an ID3 tag; undefined for too few. */
export function isFlacMagic(head: Uint8Array): boolean | undefined {
  if (isAt(head, 'fLaC') || isAt(head, 'ID3')) return true;
  return head.length < 4 ? undefined : false;
}
