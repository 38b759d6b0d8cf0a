# SPDX-License-Identifier: Apache-2.0
"""Proves: the native half uses the JVM as its specification wants: no exception is overlooked, and no
local reference is left behind in a thread of the library, where nobody would ever end it.

check_jni.py JAVA CLASSPATH PROGRAM ARGUMENT...: runs the program under -Xcheck:jni, which prints what
it finds and goes on."""
import subprocess
import sys

java, classpath, *program = sys.argv[1:]
done = subprocess.run([java, "-ea", "-Xcheck:jni", "-XX:+UseSerialGC", "-Xms128m",
                       "-Xmx128m", "-cp", classpath, *program],
                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
lines = done.stdout.splitlines()
found = [number for number, line in enumerate(lines)
         if "WARNING in native" in line or "JNI local refs" in line or "FATAL ERROR" in line]
if found or done.returncode:
    first = found[0] if found else 0
    print("\n".join(lines[first:first + 30]))
    sys.exit(f"{program[0]} ended with {done.returncode}, and -Xcheck:jni found {len(found)} things")
