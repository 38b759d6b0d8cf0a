# SPDX-License-Identifier: Apache-2.0
"""What Python pays: calls, callbacks, phases and batches, beside ctypes on the same functions and
numpy's copyto, in one run. One line of JSON per case; the best of several rounds, as others share
the machine. PYTHONPATH names the package; --library the same libweir for ctypes."""
import argparse
import ctypes
import json
import threading
import time

import weir
from weir import core

try:
    import numpy
except ImportError:
    numpy = None


def best(call, count, rounds=7):
    """Nanoseconds per call, an empty loop taken off."""
    times, empty = [], []
    for _ in range(rounds):
        begin = time.perf_counter_ns()
        for _ in range(count):
            pass
        middle = time.perf_counter_ns()
        for _ in range(count):
            call()
        empty.append(middle - begin)
        times.append(time.perf_counter_ns() - middle)
    return (min(times) - min(empty)) / count


def tell(name, ns, **more):
    print(json.dumps({"case": name, "ns": round(ns, 1), **more}), flush=True)


def calls(library):
    tell("core.abi_version()", best(core.abi_version, 200000))
    tell("ctypes weir_abi_version()", best(library.weir_abi_version, 200000))
    rules = core.Rules()
    tell("core.Rules.count()", best(rules.count, 200000))
    handle = ctypes.c_void_p()
    library.weir_rules_create(ctypes.byref(handle))
    library.weir_rules_count.restype = ctypes.c_uint64
    tell("ctypes weir_rules_count()", best(lambda: library.weir_rules_count(handle), 200000))
    document = weir.Json({"a": {"b": 5}})
    raw = document._json
    tell("core.Json.get_int64()", best(lambda: raw.get_int64("/a/b", 0), 100000))
    parsed, value = ctypes.c_void_p(), ctypes.c_int64()
    library.weir_json_parse(b'{"a":{"b":5}}', 13, ctypes.byref(parsed))
    tell("ctypes weir_json_get_int64()", best(
        lambda: library.weir_json_get_int64(parsed, b"/a/b", ctypes.byref(value)), 100000))


def caches():
    """A hit, and a function that remembers, beside Python's own and cachetools."""
    import functools
    cache = weir.Cache(max_size=1000, ttl=3600)
    for number in range(1000):
        cache.set(f"key{number}", number)
    get = cache.get
    tell("weir.Cache.get, hit, ttl", best(lambda: get("key500"), 200000))
    table = {f"key{number}": number for number in range(1000)}
    tell("dict.get, hit", best(lambda: table.get("key500"), 200000))
    tell("weir.Cache.set", best(lambda: cache.set("key500", 5), 100000))
    numbers = iter(range(10**9))
    tell("weir.Cache.set, with an eviction", best(lambda: cache.set(next(numbers), 5), 100000))
    ours = weir.cached(ttl=3600, max_size=1000)(lambda n: n)
    theirs = functools.lru_cache(maxsize=1000)(lambda n: n)
    tell("weir.cached, hit, ttl", best(lambda: ours(5), 100000))
    tell("functools.lru_cache, hit, no ttl", best(lambda: theirs(5), 200000))
    try:
        import cachetools
    except ImportError:
        return
    timed = cachetools.TTLCache(1000, 3600)
    timed["key500"] = 5
    tell("cachetools.TTLCache.get, hit", best(lambda: timed.get("key500"), 100000))
    numbers = iter(range(10**9))
    tell("cachetools.TTLCache set, with an eviction",
         best(lambda: timed.__setitem__(next(numbers), 5), 20000))


def phases(library):
    manager = weir.PerformanceManager()

    def with_phase():
        with manager.phase("p"):
            pass

    tell("with manager.phase()", best(with_phase, 100000), target=400)

    def start_end():
        manager.start_phase("p")
        manager.end_phase()

    tell("start_phase() + end_phase()", best(start_end, 100000))
    tell("record_metric()", best(lambda: manager.record_metric("m", 1.0), 100000))
    profiler = ctypes.c_void_p()
    library.weir_profiler_create(None, None, ctypes.byref(profiler))

    def by_ctypes():
        library.weir_profiler_start_phase(profiler, b"p")
        library.weir_profiler_end_phase(profiler, None)

    tell("ctypes start_phase + end_phase", best(by_ctypes, 50000))


def rules(library):
    """A rule's cost is that of a set of 100 of it, less an empty set, over 100."""
    config = {"n": 1}
    empty, full = weir.ConfigValidator(), weir.ConfigValidator()
    for _ in range(100):
        full.add_rule("r", lambda config: True)
    base = best(lambda: empty.is_valid(config), 20000)
    tell("is_valid() without rules", base)
    tell("a rule in Python", (best(lambda: full.is_valid(config), 1000) - base) / 100)
    is_rule = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
    function = is_rule(lambda user, config, sink: 1)
    handle, parsed = ctypes.c_void_p(), ctypes.c_void_p()
    library.weir_rules_create(ctypes.byref(handle))
    for _ in range(100):
        library.weir_rules_add_custom(handle, b"r", function, None, None, None)
    library.weir_json_parse(b'{"n":1}', 7, ctypes.byref(parsed))
    tell("ctypes, a rule in Python",
         best(lambda: library.weir_rules_check(handle, parsed), 1000) / 100)
    # On a thread that Python did not make, the stream's: it is held up while the work is queued.
    pool, src, dst, count = weir.StreamManager(1), bytes(1), bytearray(1), 5000

    def round_of(listen):
        entered, go = threading.Event(), threading.Event()
        control = weir.Control(lambda done, total: (entered.set(), go.wait(30)) and None)
        pool.batch_transfers([(bytes(1 << 20), bytearray(1 << 20))] * 4, control=control)
        entered.wait(30)
        for _ in range(count):
            ticket = pool.transfer(src, dst)
            if listen:
                ticket._ticket.on_done(abs)  # a function that does next to nothing
        begin = time.perf_counter_ns()
        go.set()
        pool.wait_all()
        return time.perf_counter_ns() - begin

    rounds = [(round_of(True), round_of(False)) for _ in range(15)]  # in turns
    tell("a completion on a stream's thread",
         (min(pair[0] for pair in rounds) - min(pair[1] for pair in rounds)) / count, target=300)


def batches():
    if numpy is None:
        print(json.dumps({"case": "batch", "skipped": "numpy is not here"}))
        return
    pairs = [(numpy.random.rand(500, 3), numpy.zeros((500, 3))) for _ in range(1000)]
    pool = weir.StreamManager(4)

    def batch():
        pool.batch_transfers(pairs)
        pool.wait_all()

    def loop():
        for src, dst in pairs:
            numpy.copyto(dst, src)

    plan = pool.plan(pairs)

    def planned():
        plan.run().wait()

    ours, repeated, theirs = [], [], []
    for _ in range(15):  # in turns, so that all see the same machine
        for call, times in ((batch, ours), (planned, repeated), (loop, theirs)):
            begin = time.perf_counter_ns()
            call()
            times.append(time.perf_counter_ns() - begin)
    tell("batch of 1000 x (500, 3) float64", min(ours), gb_s=round(12e6 / min(ours), 2))
    tell("the same by a plan", min(repeated), gb_s=round(12e6 / min(repeated), 2),
         times_as_long=round(min(theirs) / min(repeated), 2), target=2)
    tell("numpy.copyto in a loop", min(theirs), gb_s=round(12e6 / min(theirs), 2),
         times_as_long=round(min(theirs) / min(ours), 2), target=2)
    one = pairs[0]
    tell("async_transfer() of 12 kB + wait()", best(lambda: pool.transfer(*one).wait(), 5000))
    tell("numpy.copyto of 12 kB", best(lambda: numpy.copyto(one[1], one[0]), 20000))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", required=True)
    lib = ctypes.CDLL(parser.parse_args().library)
    calls(lib)
    phases(lib)
    rules(lib)
    caches()
    batches()
