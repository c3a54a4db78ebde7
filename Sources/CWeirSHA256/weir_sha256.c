#include "weir_sha256.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

typedef void (*compress_function)(uint32_t state[8], const uint8_t *blocks, size_t count);

static const uint32_t initial[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

static const uint32_t constants[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
    0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
    0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
    0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
    0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
    0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
    0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
    0xc67178f2};

static uint32_t load_big(const uint8_t *bytes) {
  uint32_t word;
  memcpy(&word, bytes, 4);
  return __builtin_bswap32(word);
}

static void store_big(uint8_t *bytes, uint32_t word) {
  word = __builtin_bswap32(word);
  memcpy(bytes, &word, 4);
}

static uint32_t rotate(uint32_t word, int bits) { return word >> bits | word << (32 - bits); }

// --- Portable

static void compress_portable(uint32_t state[8], const uint8_t *blocks, size_t count) {
  for (; count > 0; count--, blocks += 64) {
    uint32_t w[64];
    for (int i = 0; i < 16; i++) w[i] = load_big(blocks + 4 * i);
    for (int i = 16; i < 64; i++) {
      uint32_t s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3;
      uint32_t s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10;
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    for (int i = 0; i < 64; i++) {
      uint32_t s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + constants[i] + w[i];
      uint32_t s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      h = g, g = f, f = e, e = d + t1;
      d = c, c = b, b = a, a = t1 + t2;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
    state[4] += e, state[5] += f, state[6] += g, state[7] += h;
  }
}

// --- With the SHA extensions

#if defined(__x86_64__)

// Four rounds. The message words of later rounds are made beside them: `m0` holds the words of
// this group, `m1` to `m3` those of the next three, and `m0` leaves as the group after those.
#define ROUNDS(group, m0, m1, m2, m3)                                                     \
  do {                                                                                    \
    __m128i k = _mm_load_si128((const __m128i *)constants + (group));                     \
    __m128i t = _mm_add_epi32(m0, k);                                                     \
    cdgh = _mm_sha256rnds2_epu32(cdgh, abef, t);                                          \
    abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(t, 0x0e));                 \
    if ((group) < 12) {                                                                   \
      m0 = _mm_sha256msg1_epu32(m0, m1);                                                  \
      m0 = _mm_add_epi32(m0, _mm_alignr_epi8(m3, m2, 4));                                 \
      m0 = _mm_sha256msg2_epu32(m0, m3);                                                  \
    }                                                                                     \
  } while (0)

__attribute__((target("sha,sse4.1,ssse3"))) static void compress_extended(
    uint32_t state[8], const uint8_t *blocks, size_t count) {
  const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0bULL, 0x0405060700010203ULL);
  // The instructions want the state as (a, b, e, f) and (c, d, g, h), highest word first.
  __m128i low = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xb1);
  __m128i high = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1b);
  __m128i abef = _mm_alignr_epi8(low, high, 8);
  __m128i cdgh = _mm_blend_epi16(high, low, 0xf0);
  for (; count > 0; count--, blocks += 64) {
    __m128i abef_before = abef, cdgh_before = cdgh;
    const __m128i *words = (const __m128i *)blocks;
    __m128i w0 = _mm_shuffle_epi8(_mm_loadu_si128(words), swap);
    __m128i w1 = _mm_shuffle_epi8(_mm_loadu_si128(words + 1), swap);
    __m128i w2 = _mm_shuffle_epi8(_mm_loadu_si128(words + 2), swap);
    __m128i w3 = _mm_shuffle_epi8(_mm_loadu_si128(words + 3), swap);
    ROUNDS(0, w0, w1, w2, w3);
    ROUNDS(1, w1, w2, w3, w0);
    ROUNDS(2, w2, w3, w0, w1);
    ROUNDS(3, w3, w0, w1, w2);
    ROUNDS(4, w0, w1, w2, w3);
    ROUNDS(5, w1, w2, w3, w0);
    ROUNDS(6, w2, w3, w0, w1);
    ROUNDS(7, w3, w0, w1, w2);
    ROUNDS(8, w0, w1, w2, w3);
    ROUNDS(9, w1, w2, w3, w0);
    ROUNDS(10, w2, w3, w0, w1);
    ROUNDS(11, w3, w0, w1, w2);
    ROUNDS(12, w0, w1, w2, w3);
    ROUNDS(13, w1, w2, w3, w0);
    ROUNDS(14, w2, w3, w0, w1);
    ROUNDS(15, w3, w0, w1, w2);
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  low = _mm_shuffle_epi32(abef, 0x1b);
  high = _mm_shuffle_epi32(cdgh, 0xb1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(low, high, 0xf0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(high, low, 8));
}

int weir_sha256_is_accelerated(void) {
  return __builtin_cpu_supports("sha") && __builtin_cpu_supports("sse4.1") &&
         __builtin_cpu_supports("ssse3");
}

static compress_function chosen(void) {
  return weir_sha256_is_accelerated() ? compress_extended : compress_portable;
}

#else

int weir_sha256_is_accelerated(void) { return 0; }

static compress_function chosen(void) { return compress_portable; }

#endif

// --- Messages

struct message {
  compress_function compress;
  uint32_t state[8];
  uint8_t pending[64];
  size_t pending_count;
  uint64_t total;
};

static void start(struct message *message, compress_function compress) {
  message->compress = compress;
  memcpy(message->state, initial, sizeof initial);
  message->pending_count = 0;
  message->total = 0;
}

static void append(struct message *message, const uint8_t *bytes, size_t count) {
  if (count == 0) return;
  message->total += count;
  if (message->pending_count > 0) {
    size_t room = 64 - message->pending_count;
    size_t taken = count < room ? count : room;
    memcpy(message->pending + message->pending_count, bytes, taken);
    message->pending_count += taken;
    bytes += taken, count -= taken;
    if (message->pending_count < 64) return;
    message->compress(message->state, message->pending, 1);
    message->pending_count = 0;
  }
  message->compress(message->state, bytes, count / 64);
  memcpy(message->pending, bytes + (count & ~(size_t)63), count & 63);
  message->pending_count = count & 63;
}

static void store_state(const uint32_t state[8], uint8_t *digest) {
  for (int i = 0; i < 8; i++) store_big(digest + 4 * i, state[i]);
}

static void finish(struct message *message, uint8_t *digest) {
  uint8_t *pending = message->pending;
  size_t count = message->pending_count;
  pending[count++] = 0x80;
  if (count > 56) {
    memset(pending + count, 0, 64 - count);
    message->compress(message->state, pending, 1);
    count = 0;
  }
  memset(pending + count, 0, 56 - count);
  store_big(pending + 56, (uint32_t)(message->total >> 29));
  store_big(pending + 60, (uint32_t)(message->total << 3));
  message->compress(message->state, pending, 1);
  store_state(message->state, digest);
}

// Hashes the 32 bytes that stand at the front of `block`, whose padding is in place already.
static void hash_again(compress_function compress, uint8_t block[64], uint8_t *digest) {
  uint32_t state[8];
  memcpy(state, initial, sizeof initial);
  compress(state, block, 1);
  store_state(state, digest);
}

static void pad_digest(uint8_t block[64]) {
  memset(block + 32, 0, 32);
  block[32] = 0x80;
  block[62] = 1;  // 256 bits, big-endian
}

void weir_sha256(const uint8_t *bytes, size_t count, uint8_t *digest) {
  struct message message;
  start(&message, chosen());
  append(&message, bytes, count);
  finish(&message, digest);
}

void weir_sha256_portable(const uint8_t *bytes, size_t count, uint8_t *digest) {
  struct message message;
  start(&message, compress_portable);
  append(&message, bytes, count);
  finish(&message, digest);
}

void weir_sha256d_parts(const uint8_t *a, size_t a_count, const uint8_t *b, size_t b_count,
                        const uint8_t *c, size_t c_count, uint8_t *digest) {
  struct message message;
  start(&message, chosen());
  append(&message, a, a_count);
  append(&message, b, b_count);
  append(&message, c, c_count);
  uint8_t first[64];
  finish(&message, first);
  pad_digest(first);
  hash_again(message.compress, first, digest);
}

void weir_sha256d_pairs(const uint8_t *nodes, size_t pairs, uint8_t *digests) {
  compress_function compress = chosen();
  // A message of 64 bytes is padded by one block that never changes.
  uint8_t padding[64] = {0x80};
  padding[62] = 2;  // 512 bits, big-endian
  uint8_t first[64];
  pad_digest(first);
  for (size_t i = 0; i < pairs; i++) {
    uint32_t state[8];
    memcpy(state, initial, sizeof initial);
    compress(state, nodes + 64 * i, 1);
    compress(state, padding, 1);
    store_state(state, first);
    hash_again(compress, first, digests + 32 * i);
  }
}
