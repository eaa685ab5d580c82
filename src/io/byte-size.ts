const UNITS = ['', 'K', 'M', 'G', 'T'] as const;
const SIZE = /^(\d+(?:\.\d+)?)([KMGT]?)(?:i?B)?$/iu;

/** The number of bytes of `500M`, `4G`, `4GiB` or `65536`, in powers of 1024; undefined for any other text. */
export function parseByteSize(text: string): number | undefined {
  const [, number, unit] = SIZE.exec(text) ?? [];
  if (number === undefined) return undefined;
  const power = UNITS.indexOf(unit!.toUpperCase() as (typeof UNITS)[number]);
  const bytes = Number(number) * 1024 ** power;
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}

/** What {@link parseByteSize} understands, in the largest unit of which there are whole ones. */
export function byteSizeText(bytes: number): string {
  const power = UNITS.findLastIndex((_, i) => bytes % 1024 ** i === 0);
  return `${bytes / 1024 ** power}${UNITS[power]}`;
}
