const SEPARATOR = 0x0c;

/** The parts of an input between form feeds; the last one may hold form feeds itself, and missing ones are empty. */
export function sectionsOf(bytes: Uint8Array, count: number): Buffer[] {
  const sections: Buffer[] = [];
  let rest = Buffer.from(bytes);
  while (sections.length < count - 1) {
    const at = rest.indexOf(SEPARATOR);
    sections.push(at < 0 ? rest : rest.subarray(0, at));
    rest = at < 0 ? Buffer.alloc(0) : rest.subarray(at + 1);
  }
  return [...sections, rest];
}

export function joined(sections: readonly (Uint8Array | string)[]): Buffer {
  const parts = sections.flatMap((section) => [
    Buffer.from(section as string),
    Buffer.of(SEPARATOR),
  ]);
  return Buffer.concat(parts.slice(0, -1));
}
