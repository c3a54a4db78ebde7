#!/usr/bin/env python3
"""duckdb_peer.py GRAPH_DIR: loads the graph's columns into a DuckDB database on disk, and asks what
can be reached from the sources in six hops in order of time. Prints a step, its CPU seconds (all
threads), and what it found, one a line.

A hop: for each account that was reached earlier than before, all its payments from then on; of
these the first to each payee. An arrival is the row of the payment, counted from 1."""
import os
import sys
import tempfile
import time

import duckdb
import numpy

graph = sys.argv[1]


def column(name, kind):
    return numpy.fromfile(os.path.join(graph, name), dtype=kind)


def step(name, start, found=""):
    print(name, f"{time.process_time() - start:.3f}", found, flush=True)


with tempfile.TemporaryDirectory(dir=graph) as directory:
    database = duckdb.connect(os.path.join(directory, "peer.db"))
    database.execute("set threads = 2")
    start = time.process_time()
    payers = column("src.u32", "<u4")
    columns = {
        "place": numpy.arange(1, len(payers) + 1, dtype="<u4"), "payer": payers,
        "payee": column("dst.u32", "<u4"), "amount": column("val.u64", "<u8"),
        "time": column("ts.u32", "<u4"),
    }
    database.execute("create table transfer as select * from columns")
    database.execute("checkpoint")
    step("load_s", start, "no index")

    sources = {"account": numpy.unique(column("sources.u32", "<u4"))}
    start = time.process_time()
    database.execute(
        "create temp table reached as select account, 0::bigint as arrival from sources")
    database.execute("create temp table frontier as from reached")
    for _ in range(6):
        database.execute("""
            create or replace temp table next as
            select payee as account, min(place)::bigint as arrival
            from transfer join frontier on payer = account and place > arrival
            group by payee""")
        database.execute("""
            create or replace temp table frontier as
            select n.* from next n left join reached r using (account)
            where r.arrival is null or n.arrival < r.arrival""")
        database.execute("""
            create or replace temp table reached as
            select account, min(arrival) as arrival
            from (from reached union all from frontier) group by account""")
    count, total = database.execute("select count(*), sum(arrival) from reached").fetchone()
    step("temporal6_union100_s", start, f"reached {count} chk {total}")
