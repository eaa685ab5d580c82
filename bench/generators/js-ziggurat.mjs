// @ts-check
// Normals in plain JavaScript: Marsaglia and Tsang's ziggurat (2000), 256 layers, on sfc32.
//
// The fastest of about thirty variants (xoshiro128++ or sfc32, 1 to 8 normals per turn, one or two passes, float32 or float64
// tables, sign by Math.abs or by table): the state lives in locals of the loop, two normals per turn, the sign is an index bit.
//
//    31            9  8   7      0
//   ┌───────────────┬────┬────────┐
//   │ magnitude, 23 │sign│ layer  │   one 32-bit word per normal: no bit is used twice
//   └───────────────┴────┴────────┘

const LAYERS = 256;
/** Where the tail starts, and the area of each layer, for 256 layers (Marsaglia and Tsang). */
const TAIL_START = 3.6541528853610088;
const LAYER_AREA = 0.00492867323399;
const MAGNITUDES = 2 ** 23;

/** @param {number} x */
const density = (x) => Math.exp(-0.5 * x * x);

/** Right edges of the layers; layer 0 holds the tail, and its edge is that of a rectangle of the same area. */
const edges = new Float64Array(LAYERS + 1);
edges[0] = LAYER_AREA / density(TAIL_START);
edges[1] = TAIL_START;
for (let layer = 2; layer < LAYERS; layer++) {
  const below = /** @type {number} */ (edges[layer - 1]);
  edges[layer] = Math.sqrt(-2 * Math.log(LAYER_AREA / below + density(below)));
}

/** Per sign and layer: magnitudes below this are accepted at once (98.8 %). */
const accepted = new Int32Array(2 * LAYERS);
/** Per sign and layer: signed width of one magnitude step. */
const steps = new Float64Array(2 * LAYERS);
for (let index = 0; index < 2 * LAYERS; index++) {
  const edge = /** @type {number} */ (edges[index & 255]);
  const edgeAbove = /** @type {number} */ (edges[(index & 255) + 1]);
  accepted[index] = Math.floor((edgeAbove / edge) * MAGNITUDES);
  steps[index] = ((index < LAYERS ? 1 : -1) * edge) / MAGNITUDES;
}

/** @param {Uint32Array} state four words of sfc32 at 4 */
function nextSlowWord(state) {
  const word = (state[4] + state[5] + state[7]) | 0;
  state[7] = state[7] + 1;
  state[4] = state[5] ^ (state[5] >>> 9);
  state[5] = state[6] + (state[6] << 3);
  state[6] = ((state[6] << 21) | (state[6] >>> 11)) + word;
  return word;
}

/** In (0, 1]. @param {Uint32Array} state */
const nextUniform = (state) => ((nextSlowWord(state) >>> 0) + 1) / 4294967296;

/**
 * A word that fell outside its layer's sure part: the wedge, the tail, or another draw. It has its own generator, so that the
 * state of the main loop never leaves its registers.
 *
 * @param {number} word
 * @param {Uint32Array} state
 * @returns {number}
 */
function finishSlowly(word, state) {
  for (;;) {
    const index = word & 511;
    const layer = word & 255;
    const magnitude = word >>> 9;
    const x = magnitude * steps[index];
    if (magnitude < accepted[index]) return x;
    if (layer === 0) {
      let beyond;
      let y;
      do {
        beyond = -Math.log(nextUniform(state)) / TAIL_START;
        y = -Math.log(nextUniform(state));
      } while (y + y < beyond * beyond);
      return index < LAYERS ? TAIL_START + beyond : -TAIL_START - beyond;
    }
    const low = density(edges[layer]);
    const high = density(edges[layer + 1]);
    if (low + (high - low) * nextUniform(state) < density(x)) return x;
    word = nextSlowWord(state);
  }
}

/**
 * Fills `out` with standard normals.
 *
 * @param {Float32Array} out an even number of elements
 * @param {Uint32Array} state eight words, advanced in place: sfc32 of the loop, sfc32 of the slow path
 */
export function fillZiggurat(out, state) {
  let a = state[0] | 0;
  let b = state[1] | 0;
  let c = state[2] | 0;
  let counter = state[3] | 0;
  const last = out.length - 1;
  for (let i = 0; i < last; i += 2) {
    const word = (a + b + counter) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    const nextWord = (a + b + counter + 1) | 0;
    counter = (counter + 2) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + nextWord) | 0;

    let index = word & 511;
    let magnitude = word >>> 9;
    out[i] = magnitude < accepted[index] ? magnitude * steps[index] : finishSlowly(word, state);
    index = nextWord & 511;
    magnitude = nextWord >>> 9;
    out[i + 1] =
      magnitude < accepted[index] ? magnitude * steps[index] : finishSlowly(nextWord, state);
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = counter;
}
