# SPDX-License-Identifier: Apache-2.0
"""Gate: a room uses the rooms below it and nothing else, and each guest library has one room.

ROOMS is the law: rooms from the ground floor up, each with the guests that live there. The table in
src/README.md and the order in src/meson.build have to say the same.
"""
import os
import re

import gate

ROOMS = [
    ("base", ["cJSON", "simdjson", "xxHash"]),
    ("memory", ["mimalloc", "LZ4", "Zstandard"]),
    ("work", []),
    ("profile", []),
    ("recover", []),
    ("device", ["CUDA", "NVTX"]),
    ("stream", []),
    ("compute", ["OpenBLAS"]),
    ("cache", ["LMDB", "hiredis"]),
    ("config", []),
    ("validate", ["RE2", "PCRE2"]),
    ("flow", []),
    ("points", ["libpng"]),
    ("monitor", ["libmicrohttpd"]),
    ("runtime", []),
]
API, CLI = "api", "cli"

GUESTS = {  # guest -> (its headers, its names in meson)
    "cJSON": (r"(cjson/)?cJSON\.h", "cjson_dep"),
    "simdjson": (r"simdjson\.h", "simdjson_dep"),
    "xxHash": (r"xxh(ash|3)\.h", "xxhash_dep"),
    "mimalloc": (r"mimalloc\.h", "mimalloc_dep"),
    "LZ4": (r"lz4\w*\.h", "lz4_dep"),
    "Zstandard": (r"zstd\w*\.h", "zstd_dep"),
    "NVTX": (r"nvtx3/.*", "nvtx_dep"),
    "CUDA": (r"(cuda|cublas|nvml|driver_types).*", "cudart_dep"),
    "OpenBLAS": (r"cblas\.h|lapacke\.h", "openblas_dep"),
    "LMDB": (r"lmdb\.h", "lmdb_dep"),
    "hiredis": (r"hiredis/.*", "hiredis_dep"),
    "RE2": (r"re2/.*", "re2_dep"),
    "PCRE2": (r"pcre2.*", "pcre2_dep"),
    "libpng": (r"png\w*\.h", "png_dep"),
    "libmicrohttpd": (r"microhttpd\.h", "microhttpd_dep"),
}
# The C library and the kernel; C++'s own headers have no dot and no slash.
SYSTEM = re.compile(r"[a-z_0-9]+$|(sys|linux|netinet|arpa|asm)/\w+\.h$|"
                    r"(assert|cpuid|ctype|cxxabi|dirent|dlfcn|elf|endian|errno|fcntl|fenv|float|fnmatch|glob|"
                    r"immintrin|inttypes|libgen|limits|link|locale|malloc|math|netdb|poll|pthread|pwd|"
                    r"sched|semaphore|setjmp|signal|spawn|stdarg|stdbool|stddef|stdint|stdio|stdlib|"
                    r"string|strings|termios|time|unistd|wchar|x86intrin)\.h$")
ANYONE = {"threads_dep", "dl_dep", "rt_dep", "m_dep"}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(<([^>]+)>|"([^"]+)")', re.M)
ORDER = [name for name, _ in ROOMS]
HOME = {guest: name for name, guests in ROOMS for guest in guests}


def may_see(room, other):
    if room == other:
        return True
    if room == API:
        return other in ORDER
    return room in ORDER and other in ORDER and ORDER.index(other) < ORDER.index(room)


def check_include(place, room, angle, quoted, result):
    name = angle or quoted
    if name in ("weir.h", "weir.hpp") or name.startswith("weir/"):
        if room not in (API, CLI):
            result.fault(place, f"{name}: only {API}/ and {CLI}/ see the public headers")
        return
    if quoted:
        other = quoted.split("/")[0] if "/" in quoted else None
        if other is None or ".." in quoted:
            result.fault(place, f'"{quoted}": write the path from src/, as "room/file.hpp"')
        elif not may_see(room, other):
            result.fault(place, f'"{quoted}": {room}/ may not see {other}/')
        return
    if SYSTEM.match(angle):
        return
    for guest, (pattern, _) in GUESTS.items():
        if re.fullmatch(pattern, angle):
            if room != HOME[guest]:
                result.fault(place, f"<{angle}>: {guest} lives in {HOME[guest]}/, not in {room}/")
            return
    result.fault(place, f"<{angle}>: no room of the table has this guest")


def check_meson(path, room, text, result):
    homes = {f"{name}_dep": name for name in ORDER}
    guests = {dep: guest for guest, (_, dep) in GUESTS.items()}
    for number, line in enumerate(text.split("\n"), 1):
        for name in re.findall(r"\b\w+_dep\b", line.split("#")[0]):
            place = f"{path}:{number}"
            if name in ANYONE or name == f"{room}_dep":
                continue
            if name in homes and not may_see(room, homes[name]):
                result.fault(place, f"{name}: {room}/ may not link {homes[name]}/")
            elif name in guests and HOME[guests[name]] != room:
                result.fault(place, f"{name}: {guests[name]} lives in {HOME[guests[name]]}/")


def readme_rooms(text):
    """The rows of the table: | `room/` | what for | guests |, ground floor first."""
    rows = re.findall(r"^\| `(\w+)/` \|[^|]*\|([^|]*)\|", text, re.M)
    return [(room, [g.strip() for g in re.sub(r"\([^)]*\)", "", guests).split(",") if g.strip()])
            for room, guests in rows]


def check_map(root, present, result):
    order = re.findall(r"^subdir\('(\w+)'\)", gate.read(os.path.join(root, "src", "meson.build")), re.M)
    built = [name for name in order if name in ORDER]
    if built != sorted(built, key=ORDER.index):
        result.fault("src/meson.build", "the rooms are not built from the ground floor up")
    for name in sorted(present - set(order)):
        result.fault("src/meson.build", f"{name}/ has code and is not built")
    path = os.path.join(root, "src", "README.md")
    if not os.path.isfile(path):
        result.fault("src/README.md", "the map of the rooms is missing")
        return
    rows = readme_rooms(gate.read(path))
    said = [name for name, _ in rows if name in ORDER]
    if said != sorted(built, key=ORDER.index):
        result.fault("src/README.md", f"the table has the rooms {', '.join(said)}; "
                                      f"src/meson.build builds {', '.join(built)}")
    for name, guests in rows:
        for guest in guests:
            if HOME.get(guest) != name:
                result.fault("src/README.md", f"{guest} is said to live in {name}/, against ROOMS")
    for name in (API, CLI):
        if name in present and name not in [room for room, _ in rows]:
            result.fault("src/README.md", f"{name}/ is not in the table")


def check(root):
    result = gate.Result("source files in rooms")
    known = set(ORDER) | {API, CLI}
    present = set()
    for path in gate.files(root, gate.CODE + ("meson.build",)):
        parts = path.split("/")
        if parts[0] != "src" or len(parts) < 3 or parts[1] == "packaging":
            continue
        room, text = parts[1], gate.read(os.path.join(root, path))
        if room not in known:
            result.fault(path, f"{room}/ is not a room of the table")
        elif path.endswith("meson.build"):
            if room in ORDER:
                check_meson(path, room, text, result)
        else:
            result.looked_at += 1
            present.add(room)
            for match in INCLUDE.finditer(text):
                place = f"{path}:{text.count(chr(10), 0, match.start(1)) + 1}"
                check_include(place, room, match.group(2), match.group(3), result)
    check_map(root, present, result)
    return result


if __name__ == "__main__":
    gate.run(check, __doc__)
