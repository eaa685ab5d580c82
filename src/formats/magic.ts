/** True if bytes have a text of ASCII at a place, all of it. */
export function isAt(bytes: Uint8Array, text: string, at = 0): boolean {
  return bytes.length >= at + text.length && mayBeAt(bytes, text, at);
}

/** The same as far as the bytes go: false only where they tell that it is not there. */
export function mayBeAt(bytes: Uint8Array, text: string, at = 0): boolean {
  for (let i = 0; i < text.length && at + i < bytes.length; i++) {
    if (bytes[at + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}
