#include "weir_sha256.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Takes `count` blocks into each of two states, which have nothing to do with one another.
typedef void (*compress_two_function)(uint32_t a_state[8], const uint8_t *a, uint32_t b_state[8],
                                      const uint8_t *b, size_t count);
typedef void (*compress_function)(uint32_t state[8], const uint8_t *blocks, size_t count);

struct compressor {
  compress_function one;
  compress_two_function two;
};

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

static void compress_two_portable(uint32_t a_state[8], const uint8_t *a, uint32_t b_state[8],
                                  const uint8_t *b, size_t count) {
  compress_portable(a_state, a, count);
  compress_portable(b_state, b, count);
}

static const struct compressor portable = {compress_portable, compress_two_portable};

// --- With the SHA extensions

#if defined(__x86_64__)

// Half a state, as the instructions want it: (a, b, e, f) and (c, d, g, h), highest word first.
struct lane {
  __m128i abef, cdgh;
  __m128i w0, w1, w2, w3;
};

#define EXTENDED __attribute__((target("sha,sse4.1,ssse3"), always_inline)) static inline

EXTENDED void load_state(struct lane *lane, const uint32_t state[8]) {
  __m128i low = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xb1);
  __m128i high = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1b);
  lane->abef = _mm_alignr_epi8(low, high, 8);
  lane->cdgh = _mm_blend_epi16(high, low, 0xf0);
}

EXTENDED void store_lane(const struct lane *lane, uint32_t state[8]) {
  __m128i low = _mm_shuffle_epi32(lane->abef, 0x1b);
  __m128i high = _mm_shuffle_epi32(lane->cdgh, 0xb1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(low, high, 0xf0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(high, low, 8));
}

EXTENDED void load_block(struct lane *lane, const uint8_t *block) {
  const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0bULL, 0x0405060700010203ULL);
  const __m128i *words = (const __m128i *)block;
  lane->w0 = _mm_shuffle_epi8(_mm_loadu_si128(words), swap);
  lane->w1 = _mm_shuffle_epi8(_mm_loadu_si128(words + 1), swap);
  lane->w2 = _mm_shuffle_epi8(_mm_loadu_si128(words + 2), swap);
  lane->w3 = _mm_shuffle_epi8(_mm_loadu_si128(words + 3), swap);
}

// Four rounds. The message words of later rounds are made beside them: `w0` holds the words of
// this group, `w1` to `w3` those of the next three; `w0` leaves as the group after those.
EXTENDED void rounds(struct lane *lane, int group) {
  __m128i k = _mm_load_si128((const __m128i *)constants + group);
  __m128i t = _mm_add_epi32(lane->w0, k);
  lane->cdgh = _mm_sha256rnds2_epu32(lane->cdgh, lane->abef, t);
  lane->abef = _mm_sha256rnds2_epu32(lane->abef, lane->cdgh, _mm_shuffle_epi32(t, 0x0e));
  __m128i next = lane->w0;
  if (group < 12) {
    next = _mm_sha256msg1_epu32(lane->w0, lane->w1);
    next = _mm_add_epi32(next, _mm_alignr_epi8(lane->w3, lane->w2, 4));
    next = _mm_sha256msg2_epu32(next, lane->w3);
  }
  lane->w0 = lane->w1;
  lane->w1 = lane->w2;
  lane->w2 = lane->w3;
  lane->w3 = next;
}

EXTENDED void add_state(struct lane *lane, const struct lane *before) {
  lane->abef = _mm_add_epi32(lane->abef, before->abef);
  lane->cdgh = _mm_add_epi32(lane->cdgh, before->cdgh);
}

__attribute__((target("sha,sse4.1,ssse3"))) static void compress_extended(
    uint32_t state[8], const uint8_t *blocks, size_t count) {
  struct lane lane;
  load_state(&lane, state);
  for (; count > 0; count--, blocks += 64) {
    struct lane before = lane;
    load_block(&lane, blocks);
#pragma clang loop unroll(full)
    for (int group = 0; group < 16; group++) rounds(&lane, group);
    add_state(&lane, &before);
  }
  store_lane(&lane, state);
}

// A round waits for the one before it; the rounds of another message fill the wait.
__attribute__((target("sha,sse4.1,ssse3"))) static void compress_two_extended(
    uint32_t a_state[8], const uint8_t *a, uint32_t b_state[8], const uint8_t *b, size_t count) {
  struct lane first, second;
  load_state(&first, a_state);
  load_state(&second, b_state);
  for (; count > 0; count--, a += 64, b += 64) {
    struct lane first_before = first, second_before = second;
    load_block(&first, a);
    load_block(&second, b);
#pragma clang loop unroll(full)
    for (int group = 0; group < 16; group++) {
      rounds(&first, group);
      rounds(&second, group);
    }
    add_state(&first, &first_before);
    add_state(&second, &second_before);
  }
  store_lane(&first, a_state);
  store_lane(&second, b_state);
}

static const struct compressor extended = {compress_extended, compress_two_extended};

int weir_sha256_is_accelerated(void) {
  return __builtin_cpu_supports("sha") && __builtin_cpu_supports("sse4.1") &&
         __builtin_cpu_supports("ssse3");
}

static const struct compressor *chosen(void) {
  return weir_sha256_is_accelerated() ? &extended : &portable;
}

#else

int weir_sha256_is_accelerated(void) { return 0; }

static const struct compressor *chosen(void) { return &portable; }

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

static void pad_digest(uint8_t block[64]) {
  memset(block + 32, 0, 32);
  block[32] = 0x80;
  block[62] = 1;  // 256 bits, big-endian
}

void weir_sha256(const uint8_t *bytes, size_t count, uint8_t *digest) {
  struct message message;
  start(&message, chosen()->one);
  append(&message, bytes, count);
  finish(&message, digest);
}

void weir_sha256_portable(const uint8_t *bytes, size_t count, uint8_t *digest) {
  struct message message;
  start(&message, compress_portable);
  append(&message, bytes, count);
  finish(&message, digest);
}

static void hash_parts(const struct compressor *compressor, const uint8_t *base,
                       const struct weir_sha256_parts *parts, uint8_t *digest) {
  struct message message;
  start(&message, compressor->one);
  append(&message, base + parts->a, parts->a_count);
  append(&message, base + parts->b, parts->b_count);
  append(&message, base + parts->c, parts->c_count);
  uint8_t first[64];
  finish(&message, first);
  pad_digest(first);
  uint32_t state[8];
  memcpy(state, initial, sizeof initial);
  compressor->one(state, first, 1);
  store_state(state, digest);
}

void weir_sha256d(const uint8_t *bytes, size_t count, uint8_t *digest) {
  struct weir_sha256_parts parts = {.a = 0, .a_count = count};
  hash_parts(chosen(), bytes, &parts, digest);
}

// --- Merkle trees

static void store_two(uint32_t states[2][8], uint8_t *first, uint8_t *second) {
  store_state(states[0], first);
  store_state(states[1], second);
}

static void start_two(uint32_t states[2][8]) {
  memcpy(states[0], initial, sizeof initial);
  memcpy(states[1], initial, sizeof initial);
}

static void hash_two_pairs(const struct compressor *compressor, const uint8_t *a, const uint8_t *b,
                           uint8_t *a_digest, uint8_t *b_digest) {
  // A message of 64 bytes is padded by one block that never changes: 512 bits, big-endian.
  static const uint8_t padding[64] = {[0] = 0x80, [62] = 2};
  uint8_t digests[2][64];
  uint32_t states[2][8];
  start_two(states);
  compressor->two(states[0], a, states[1], b, 1);
  compressor->two(states[0], padding, states[1], padding, 1);
  store_two(states, digests[0], digests[1]);
  pad_digest(digests[0]);
  pad_digest(digests[1]);
  start_two(states);
  compressor->two(states[0], digests[0], states[1], digests[1], 1);
  store_two(states, a_digest, b_digest);
}

void weir_sha256d_pairs(const uint8_t *nodes, size_t pairs, uint8_t *digests) {
  const struct compressor *compressor = chosen();
  size_t i = 0;
  for (; i + 1 < pairs; i += 2) {
    hash_two_pairs(compressor, nodes + 64 * i, nodes + 64 * (i + 1), digests + 32 * i,
                   digests + 32 * (i + 1));
  }
  if (i < pairs) {
    struct weir_sha256_parts last = {.a = 64 * i, .a_count = 64};
    hash_parts(compressor, nodes, &last, digests + 32 * i);
  }
}

// --- Many messages

enum { short_message = 4096 };

// A message on its way: its blocks, and whether they are its own or those of its first digest.
struct runner {
  uint32_t state[8];
  const uint8_t *blocks;
  size_t left;
  int is_second;
  uint8_t *digest;
  uint8_t buffer[short_message + 128];
};

static size_t length(const struct weir_sha256_parts *parts) {
  return parts->a_count + parts->b_count + parts->c_count;
}

// Lays the parts out one behind the other, with their padding.
static void load(struct runner *runner, const uint8_t *base,
                 const struct weir_sha256_parts *parts, uint8_t *digest) {
  uint8_t *end = runner->buffer;
  memcpy(end, base + parts->a, parts->a_count);
  end += parts->a_count;
  memcpy(end, base + parts->b, parts->b_count);
  end += parts->b_count;
  memcpy(end, base + parts->c, parts->c_count);
  end += parts->c_count;
  size_t count = length(parts);
  size_t blocks = (count + 9 + 63) / 64;
  memset(end, 0, 64 * blocks - count);
  *end = 0x80;
  store_big(runner->buffer + 64 * blocks - 4, (uint32_t)(count << 3));
  memcpy(runner->state, initial, sizeof initial);
  runner->blocks = runner->buffer;
  runner->left = blocks;
  runner->is_second = 0;
  runner->digest = digest;
}

// Goes on to the second hash, or writes the digest. Whether anything is left to do.
static int advance(struct runner *runner) {
  if (runner->is_second) {
    store_state(runner->state, runner->digest);
    return 0;
  }
  store_state(runner->state, runner->buffer);
  pad_digest(runner->buffer);
  memcpy(runner->state, initial, sizeof initial);
  runner->blocks = runner->buffer;
  runner->left = 1;
  runner->is_second = 1;
  return 1;
}

struct queue {
  const uint8_t *base;
  const struct weir_sha256_parts *messages;
  size_t count, next;
  uint8_t *digests;
};

// Loads the next short message; long ones on the way are hashed alone. 0 where none is left.
static int take(struct queue *queue, struct runner *runner, const struct compressor *compressor) {
  while (queue->next < queue->count) {
    const struct weir_sha256_parts *parts = queue->messages + queue->next;
    uint8_t *digest = queue->digests + 32 * queue->next;
    queue->next++;
    if (length(parts) <= short_message) {
      load(runner, queue->base, parts, digest);
      return 1;
    }
    hash_parts(compressor, queue->base, parts, digest);
  }
  return 0;
}

static void run_alone(struct runner *runner, const struct compressor *compressor) {
  do {
    compressor->one(runner->state, runner->blocks, runner->left);
  } while (advance(runner));
}

void weir_sha256d_many(const uint8_t *base, const struct weir_sha256_parts *messages,
                       size_t count, uint8_t *digests) {
  const struct compressor *compressor = chosen();
  struct queue queue = {base, messages, count, 0, digests};
  struct runner first, second;
  if (!take(&queue, &first, compressor)) return;
  if (!take(&queue, &second, compressor)) {
    run_alone(&first, compressor);
    return;
  }
  for (;;) {
    size_t blocks = first.left < second.left ? first.left : second.left;
    compressor->two(first.state, first.blocks, second.state, second.blocks, blocks);
    first.blocks += 64 * blocks, first.left -= blocks;
    second.blocks += 64 * blocks, second.left -= blocks;
    if (first.left == 0 && !advance(&first) && !take(&queue, &first, compressor)) {
      if (second.left > 0 || advance(&second)) run_alone(&second, compressor);
      return;
    }
    if (second.left == 0 && !advance(&second) && !take(&queue, &second, compressor)) {
      if (first.left > 0 || advance(&first)) run_alone(&first, compressor);
      return;
    }
  }
}
