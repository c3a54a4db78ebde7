#ifndef WEIR_SHA256_H
#define WEIR_SHA256_H

#include <stddef.h>
#include <stdint.h>

// SHA-256 (FIPS 180-4), with the processor's SHA extensions where it has them.
//
// Why this exists: a block asks for some thousands of hashes of 32 to 300 bytes, and a hash
// through swift-crypto costs about 300 ns before its first byte (a context on the heap). Here a
// hash of 64 bytes twice over, which is what a merkle tree is made of, takes three compressions
// and nothing else. The tests compare it with swift-crypto on random input.
//
// No function here allocates, keeps state or fails. Pointers may be null where the count is 0.

// SHA-256 of `count` bytes into 32 bytes.
void weir_sha256(const uint8_t *bytes, size_t count, uint8_t *digest);

// SHA-256 of SHA-256 of `count` bytes.
void weir_sha256d(const uint8_t *bytes, size_t count, uint8_t *digest);

// A message in three parts that lie apart, as a transaction without its witness does: offsets
// from a common base, and counts of bytes.
struct weir_sha256_parts {
  size_t a, a_count;
  size_t b, b_count;
  size_t c, c_count;
};

// SHA-256 of SHA-256 of `count` messages, into 32 bytes each. Two at a time, because a round waits
// for the one before it and the processor could do another message's meanwhile.
void weir_sha256d_many(const uint8_t *base, const struct weir_sha256_parts *messages,
                       size_t count, uint8_t *digests);

// One level of a merkle tree: `pairs` times SHA-256 of SHA-256 of 64 bytes, into 32 bytes each.
// `digests` may be the same memory as `nodes`.
void weir_sha256d_pairs(const uint8_t *nodes, size_t pairs, uint8_t *digests);

// Whether the processor's SHA extensions are used.
int weir_sha256_is_accelerated(void);

// The portable compression alone, for the tests on machines that never choose it.
void weir_sha256_portable(const uint8_t *bytes, size_t count, uint8_t *digest);

#endif
