#!/usr/bin/env python3
"""make_graph.py OUT_DIR [TRANSFERS] [ACCOUNTS] [SEED]: a graph of transfers for the benchmark, with
the standard library alone. A few accounts have most transfers, and three of ten transfers are paid by
who was paid a short time ago."""
import json
import os
import random
import sys
from array import array

out = sys.argv[1]
transfers = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000_000
accounts = int(sys.argv[3]) if len(sys.argv) > 3 else 3_000_000
seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
draw = random.Random(seed).random


def write(name, kind, values):
    numbers = array(kind, values)
    if sys.byteorder == "big":
        numbers.byteswap()
    with open(os.path.join(out, name), "wb") as file:
        numbers.tofile(file)


os.makedirs(out, exist_ok=True)
# A power of an even draw: popular accounts have small numbers, which a prime then scatters.
payees = [int(accounts * draw() ** 4) * 7_919 % accounts for _ in range(transfers)]
payers = [int(accounts * draw() ** 2) * 104_729 % accounts for _ in range(transfers)]
for row in range(5_000, transfers):
    if draw() < 0.3:
        payers[row] = payees[row - 1 - int(5_000 * draw())]
write("src.u32", "I", payers)
write("dst.u32", "I", payees)
write("ts.u32", "I", (1_609_459_200 + row * 94_608_000 // transfers for row in range(transfers)))
write("val.u64", "Q", (int(10 ** (9 * draw())) for _ in range(transfers)))
write("sources.u32", "I", (payers[int(transfers / 2 * draw())] for _ in range(100)))
with open(os.path.join(out, "meta.json"), "w") as file:
    json.dump({"M": transfers, "N": accounts, "seed": seed}, file)
