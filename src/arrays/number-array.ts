/** Arrays of numbers that noise can be added to: images, features, weights, states, audio. */
export type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/** What the elements of a kind of array can hold. */
export interface ElementRange {
  readonly lowest: number;
  readonly highest: number;
  readonly isInteger: boolean;
  /** Whether a 32-bit float holds every element. */
  readonly fitsFloat32: boolean;
}

/** @throws TypeError for anything but a {@link NumberArray}. */
export function elementRange(name: string, array: unknown): ElementRange {
  const type = Object.prototype.toString.call(array).slice('[object '.length, -1);
  switch (type) {
    case 'Float32Array':
      return { lowest: -Infinity, highest: Infinity, isInteger: false, fitsFloat32: true };
    case 'Float64Array':
      return { lowest: -Infinity, highest: Infinity, isInteger: false, fitsFloat32: false };
    case 'Int8Array':
      return integers(-(2 ** 7), 2 ** 7 - 1);
    case 'Uint8Array':
    case 'Uint8ClampedArray':
      return integers(0, 2 ** 8 - 1);
    case 'Int16Array':
      return integers(-(2 ** 15), 2 ** 15 - 1);
    case 'Uint16Array':
      return integers(0, 2 ** 16 - 1);
    case 'Int32Array':
      return integers(-(2 ** 31), 2 ** 31 - 1);
    case 'Uint32Array':
      return integers(0, 2 ** 32 - 1);
    default:
      throw new TypeError(
        `${name} is ${array === null || array === undefined ? String(array) : `of the type ${type}`}; ` +
          'expected a Float32Array, Float64Array, Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, ' +
          'Int32Array or Uint32Array',
      );
  }
}

function integers(lowest: number, highest: number): ElementRange {
  return { lowest, highest, isInteger: true, fitsFloat32: highest - lowest < 2 ** 24 };
}
