# SPDX-License-Identifier: Apache-2.0
"""Python's rows of the table of languages: Weir, and the same C functions by ctypes, by cffi and by
SWIG as it comes. One line of JSON per figure, the best of several rounds in turns."""
import argparse
import ctypes
import json
import os
import threading
import time

import weir
from weir import core

try:
    import cffi
except ImportError:
    cffi = None
try:
    import numpy
except ImportError:
    numpy = None
try:
    import weir_plain
except ImportError:
    weir_plain = None

TEXT = b'{"a": {"b": 5}}'
RULES, HEARD = 100, 5000


def timed(call, count):
    begin = time.perf_counter_ns()
    for _ in range(count):
        call()
    return (time.perf_counter_ns() - begin) / count


def tell(what, figures):
    for who, ns in figures.items():
        print(json.dumps({"language": "Python", "what": what, "who": who, "ns": round(ns, 1)}), flush=True)


def in_turns(what, calls, count, rounds=15, per=1):
    """What a call does not cost, a lambda of Python's that does nothing, is in all of them."""
    times = zip(*[[timed(call, count) for call in calls.values()] for _ in range(rounds)])
    tell(what, {who: min(those) / per for who, those in zip(calls, times)})


class Pending(weir.Ticket):
    __slots__ = ("raw",)


def heard(leave):
    """Nanoseconds for each of HEARD listeners of one ticket, called in one stretch by a thread of the
    library's, between a first and a last that look at the clock. leave(ticket, function) leaves one;
    the stream is held up meanwhile by one of its kind, so that nobody enters Python for another."""
    pool, free, here, marks = weir.StreamManager(1), threading.Event(), threading.current_thread(), []

    def begin(size):
        ticket = Pending(pool.transfer(bytes(size), bytearray(size))._ticket)
        ticket.raw = ctypes.c_void_p.from_address(int(ticket._ticket.this)).value  # its only field
        return ticket

    while True:
        inside, entered = [], threading.Event()

        def hold(status):
            inside.append(threading.get_ident() != here.ident)
            entered.set()
            if inside[0]:
                free.wait()

        leave(begin(1 << 20), hold)
        entered.wait()
        if inside[0]:
            break
    ticket, over = begin(1), threading.Event()
    leave(ticket, lambda status: marks.append(time.perf_counter_ns()))
    quiet = lambda status: None
    for _ in range(HEARD):
        leave(ticket, quiet)
    leave(ticket, lambda status: (marks.append(time.perf_counter_ns()), over.set()))
    free.set()
    over.wait()
    pool.wait_all()
    return (marks[1] - marks[0]) / HEARD


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", required=True)
    path = parser.parse_args().library
    lib = ctypes.CDLL(path)
    lib.weir_rules_count.restype = ctypes.c_uint64
    rules, parsed, value = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_int64()
    lib.weir_rules_create(ctypes.byref(rules))
    lib.weir_json_parse(TEXT, len(TEXT), ctypes.byref(parsed))
    mine, document = core.Rules(), core.Json.parse(TEXT.decode())
    trivial = {"Weir": lambda: mine.count(), "ctypes": lambda: lib.weir_rules_count(rules)}
    value_of = {"Weir": lambda: document.get_int64("/a/b", 0),
                "ctypes": lambda: lib.weir_json_get_int64(parsed, b"/a/b", ctypes.byref(value))}

    is_rule = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
    is_done = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int32)
    holds = is_rule(lambda user, config, sink: 1)
    lib.weir_ticket_on_done.argtypes = [ctypes.c_void_p, is_done, ctypes.c_void_p, ctypes.c_void_p]
    full, theirs = weir.ConfigValidator(), ctypes.c_void_p()
    lib.weir_rules_create(ctypes.byref(theirs))
    for _ in range(RULES):
        full.add_rule("r", lambda config: True)
        lib.weir_rules_add_custom(theirs, b"r", holds, None, None, None)
    config = {"a": {"b": 5}}
    callback = {"Weir": lambda: full.is_valid(config),
                "ctypes": lambda: lib.weir_rules_check(theirs, parsed)}
    kept = {}  # function -> what its callbacks need to stay

    def by_ctypes(ticket, function):
        call = kept.setdefault(function, is_done(lambda user, status: function(status)))
        lib.weir_ticket_on_done(ticket.raw, call, None, None)

    completion = {"Weir": lambda ticket, function: ticket._ticket.on_done(function), "ctypes": by_ctypes}

    if cffi is not None:
        ffi = cffi.FFI()
        ffi.cdef("""
            typedef int32_t (*rule_fn)(void*, void*, void*); typedef void (*done_fn)(void*, int32_t);
            int32_t weir_rules_create(void**); uint64_t weir_rules_count(void*);
            int32_t weir_json_parse(const char*, size_t, void**);
            int32_t weir_json_get_int64(void*, const char*, int64_t*);
            int32_t weir_rules_add_custom(void*, const char*, rule_fn, void*, void*, void*);
            int32_t weir_rules_check(void*, void*);
            int32_t weir_ticket_on_done(void*, done_fn, void*, void*);""")
        c = ffi.dlopen(path)
        handle, answer = ffi.new("void**"), ffi.new("int64_t*")
        c.weir_rules_create(handle)
        c_rules = handle[0]
        c.weir_json_parse(TEXT, len(TEXT), handle)
        c_json = handle[0]
        trivial["cffi"] = lambda: c.weir_rules_count(c_rules)
        value_of["cffi"] = lambda: c.weir_json_get_int64(c_json, b"/a/b", answer)
        c_holds = ffi.callback("rule_fn", lambda user, config, sink: 1)
        c.weir_rules_create(handle)
        c_full = handle[0]
        for _ in range(RULES):
            c.weir_rules_add_custom(c_full, b"r", c_holds, ffi.NULL, ffi.NULL, ffi.NULL)
        callback["cffi"] = lambda: c.weir_rules_check(c_full, c_json)
        c_kept = {}

        def by_cffi(ticket, function):
            call = c_kept.setdefault(function, ffi.callback(
                "done_fn", lambda user, status: (function(status), None)[1]))
            c.weir_ticket_on_done(ffi.cast("void*", ticket.raw), call, ffi.NULL, ffi.NULL)

        completion["cffi"] = by_cffi
    if weir_plain is not None:
        class Rule(weir_plain.Rule):
            def check(self):
                return 1

        class Done(weir_plain.Done):
            def __init__(self, function):
                super().__init__()
                self.done = function  # the director finds it as the method

        s_rules, s_full, s_json = weir_plain.make_rules(), weir_plain.make_rules(), weir_plain.parse(TEXT.decode())
        s_rule, s_kept = Rule(), {}
        for _ in range(RULES):
            weir_plain.add_rule(s_full, s_rule)
        trivial["SWIG as it comes"] = lambda: weir_plain.count(s_rules)
        value_of["SWIG as it comes"] = lambda: weir_plain.get_int64(s_json, "/a/b")
        callback["SWIG as it comes"] = lambda: weir_plain.check(s_full, s_json)

        def by_swig(ticket, function):
            weir_plain.on_done(ticket.raw, s_kept.setdefault(function, Done(function)))

        completion["SWIG as it comes"] = by_swig

    in_turns("trivial call", trivial, 50000)
    in_turns("a value by pointer", value_of, 30000)
    in_turns("callback, this thread", callback, 300, per=RULES)
    tell("callback, a thread of the library's", {
        who: min(times) for who, times in zip(completion, zip(*[
            [heard(leave) for leave in completion.values()] for _ in range(7)]))})
    if numpy is not None:
        pairs = [(numpy.random.rand(500, 3), numpy.zeros((500, 3))) for _ in range(1000)]
        pool = weir.StreamManager(4)

        def batch():
            pool.batch_transfers(pairs)
            pool.wait_all()

        def loop():
            for src, dst in pairs:
                numpy.copyto(dst, src)

        in_turns("batch of 1000 x 12 kB", {"Weir": batch, "numpy.copyto, one by one": loop}, 1, rounds=31)


if __name__ == "__main__":
    main()
    os._exit(0)  # peers' callbacks do not survive an orderly end
