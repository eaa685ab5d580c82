/** Tar archives consist of blocks of this size. */
export const BLOCK_BYTES = 512;

const NAME_BYTES = 100;
const PREFIX_BYTES = 155;

/**
 * What stands before a member's content: one block as POSIX has it (`ustar`), or three where the name does not fit or is
 * not ASCII: the name then is in an extended header (`pax`) of its own.
 *
 * Mode, owner and time are the same for every member: the same samples give the same bytes.
 *
 * @param byteLength of the content, less than 8 GiB.
 */
export function encodeTarHeader(name: string, byteLength: number): Uint8Array {
  const parts = splitName(name);
  if (parts !== undefined) return headerBlock(parts, byteLength, '0');
  const record = Buffer.from(paxRecord('path', name));
  const standIn = { name: 'PaxHeader', prefix: '' };
  return Buffer.concat([
    headerBlock(standIn, record.length, 'x'),
    padded(record),
    headerBlock(standIn, byteLength, '0'),
  ]);
}

/** Bytes with zeros up to the end of their last block. */
export function padded(bytes: Uint8Array): Uint8Array {
  const blocks = new Uint8Array(Math.ceil(bytes.length / BLOCK_BYTES) * BLOCK_BYTES);
  blocks.set(bytes);
  return blocks;
}

/** The two fields of a name; folders go into the second one as far as they must. Undefined: they do not hold it. */
function splitName(path: string): { name: string; prefix: string } | undefined {
  if (Buffer.byteLength(path) !== path.length) return undefined;
  let start = 0;
  while (path.length - start > NAME_BYTES) {
    start = path.indexOf('/', start) + 1;
    if (start === 0) return undefined;
  }
  const prefix = path.slice(0, Math.max(0, start - 1));
  return prefix.length > PREFIX_BYTES ? undefined : { name: path.slice(start), prefix };
}

/** `length key=value`, where the length counts its own digits, too. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const restBytes = Buffer.byteLength(rest);
  let digits = String(restBytes).length;
  while (String(restBytes + digits).length > digits) digits++;
  return `${restBytes + digits}${rest}`;
}

function headerBlock(
  { name, prefix }: { readonly name: string; readonly prefix: string },
  byteLength: number,
  type: '0' | 'x',
): Uint8Array {
  const block = Buffer.alloc(BLOCK_BYTES);
  block.write(name, 0);
  block.write(octal(0o644, 6), 100);
  block.write(octal(0, 6), 108); // owner
  block.write(octal(0, 6), 116); // group
  block.write(octal(byteLength, 11), 124);
  block.write(octal(0, 11), 136); // time
  block.write(type, 156);
  block.write('ustar\x0000', 257);
  block.write(octal(0, 6), 329); // device
  block.write(octal(0, 6), 337);
  block.write(prefix, 345);
  // The sum counts its own field as blanks.
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0`, 148);
  return block;
}

function octal(value: number, digits: number): string {
  return `${value.toString(8).padStart(digits, '0')} `;
}
