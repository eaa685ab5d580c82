/* Normals with AVX-512: the ceiling against which 128-bit SIMD is reported.
 *
 *     gcc -O3 -march=native avx512-box-muller.c -lm -o avx512-box-muller
 *     ./avx512-box-muller [SECONDS]        prints one JSON line: million normals/s of one thread
 *     ./avx512-box-muller --dump COUNT     writes COUNT normals (float32, native order) to stdout, to be tested
 *
 * Sixteen xoshiro128++ generators side by side, Box-Muller with polynomials for log, sin and cos (max. error 2e-7 each),
 * blocks of 65536 floats.
 */
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BLOCK = 65536, LANES = 16 };

typedef struct {
  __m512i s0, s1, s2, s3;
} Xoshiro;

static inline __m512i next(Xoshiro *x) {
  __m512i result = _mm512_add_epi32(_mm512_rol_epi32(_mm512_add_epi32(x->s0, x->s3), 7), x->s0);
  __m512i t = _mm512_slli_epi32(x->s1, 9);
  x->s2 = _mm512_xor_si512(x->s2, x->s0);
  x->s3 = _mm512_xor_si512(x->s3, x->s1);
  x->s1 = _mm512_xor_si512(x->s1, x->s2);
  x->s0 = _mm512_xor_si512(x->s0, x->s3);
  x->s2 = _mm512_xor_si512(x->s2, t);
  x->s3 = _mm512_rol_epi32(x->s3, 11);
  return result;
}

static inline __m512 constant(float value) { return _mm512_set1_ps(value); }

/* √(-2·ln u), u in (0, 1]. ln(1 + t) = t - t²/2 + t³·P(t) on [-1/4, 1/2), P by Chebyshev fit. */
static inline __m512 radius(__m512 u) {
  __m512 mantissa = _mm512_getmant_ps(u, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_zero);
  __m512i exponent =
      _mm512_srai_epi32(_mm512_sub_epi32(_mm512_castps_si512(u), _mm512_castps_si512(mantissa)), 23);
  __m512 t = _mm512_sub_ps(mantissa, constant(1.0f));
  __m512 p = constant(-0.052774251f);
  p = _mm512_fmadd_ps(p, t, constant(0.110137783f));
  p = _mm512_fmadd_ps(p, t, constant(-0.130750759f));
  p = _mm512_fmadd_ps(p, t, constant(0.143713893f));
  p = _mm512_fmadd_ps(p, t, constant(-0.166475553f));
  p = _mm512_fmadd_ps(p, t, constant(0.19997151f));
  p = _mm512_fmadd_ps(p, t, constant(-0.250001792f));
  p = _mm512_fmadd_ps(p, t, constant(0.333333451f));
  __m512 t2 = _mm512_mul_ps(t, t);
  __m512 log1p = _mm512_fmadd_ps(t2, _mm512_fmsub_ps(p, t, constant(0.5f)), t);
  __m512 ln = _mm512_fmadd_ps(_mm512_cvtepi32_ps(exponent), constant(0.693147181f), log1p);
  return _mm512_sqrt_ps(_mm512_max_ps(_mm512_mul_ps(ln, constant(-2.0f)), _mm512_setzero_ps()));
}

static void fill(float *out, Xoshiro *generator) {
  Xoshiro x = *generator;
  const __m512i sign = _mm512_set1_epi32((int)0x80000000);
  for (int i = 0; i < BLOCK; i += 2 * LANES) {
    /* u = (word + 1/2) / 2^32, rounded to float: in (0, 1]. */
    __m512 u = _mm512_fmadd_ps(_mm512_cvtepu32_ps(next(&x)), constant(0x1p-32f), constant(0x1p-33f));
    __m512 r = radius(u);
    /* Angle: 30 bits choose it within ±π/4, one bit exchanges sine and cosine, one turns by half a turn. */
    __m512i word = next(&x);
    __m512 y = _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_slli_epi32(word, 2)), constant(0x1p-31f));
    __m512 y2 = _mm512_mul_ps(y, y);
    __m512 s = _mm512_fmadd_ps(constant(-3.59543993e-05f), y2, constant(0.00249000696f));
    s = _mm512_fmadd_ps(s, y2, constant(-0.0807454348f));
    s = _mm512_fmadd_ps(s, y2, constant(0.785398161f));
    s = _mm512_mul_ps(s, y);
    __m512 c = _mm512_fmadd_ps(constant(-0.000318878992f), y2, constant(0.015849913f));
    c = _mm512_fmadd_ps(c, y2, constant(-0.308424253f));
    c = _mm512_fmadd_ps(c, y2, constant(0.999999972f));
    __mmask16 exchange = _mm512_movepi32_mask(word);
    __m512i half_turn = _mm512_and_si512(_mm512_slli_epi32(word, 1), sign);
    r = _mm512_castsi512_ps(_mm512_xor_si512(_mm512_castps_si512(r), half_turn));
    _mm512_storeu_ps(out + i, _mm512_mul_ps(r, _mm512_mask_blend_ps(exchange, c, s)));
    _mm512_storeu_ps(out + i + LANES, _mm512_mul_ps(r, _mm512_mask_blend_ps(exchange, s, c)));
  }
  *generator = x;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(int argc, char **argv) {
  static float block[BLOCK];
  uint64_t splitmix = 1; /* SplitMix64 seeds the lanes. */
  uint32_t seed[4][LANES];
  for (int i = 0; i < 4 * LANES; i++) {
    uint64_t z = splitmix += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    seed[i % 4][i / 4] = (uint32_t)((z ^ (z >> 31)) >> 32);
  }
  Xoshiro x = {_mm512_loadu_si512(seed[0]), _mm512_loadu_si512(seed[1]), _mm512_loadu_si512(seed[2]),
               _mm512_loadu_si512(seed[3])};

  if (argc == 3 && strcmp(argv[1], "--dump") == 0) {
    for (long left = atol(argv[2]); left > 0; left -= BLOCK) {
      fill(block, &x);
      fwrite(block, sizeof *block, (size_t)(left < BLOCK ? left : BLOCK), stdout);
    }
    return 0;
  }

  double seconds = argc > 1 ? atof(argv[1]) : 1.0;
  double start = now(), elapsed;
  float sink = 0;
  long blocks = 0;
  do {
    for (int i = 0; i < 64; i++, blocks++) fill(block, &x), sink += block[blocks % BLOCK];
    elapsed = now() - start;
  } while (elapsed < seconds);
  printf("{\"millionPerSecond\": %.1f, \"sink\": %g}\n", (double)blocks * BLOCK / elapsed / 1e6, sink);
  return 0;
}
