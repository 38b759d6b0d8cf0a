# SPDX-License-Identifier: Apache-2.0
"""Makes the package importable from the build folder: a folder of links to sources and products."""
import os
import sys

source, stage, stamp, extension, proxies = sys.argv[1:6]
links = {name: os.path.join(source, name) for name in sys.argv[6:]}
for product in (extension, proxies):
    links[os.path.join("weir", os.path.basename(product))] = os.path.abspath(product)
for name, target in links.items():
    link = os.path.join(stage, name)
    os.makedirs(os.path.dirname(link), exist_ok=True)
    if os.path.lexists(link):
        os.remove(link)
    os.symlink(target, link)
open(stamp, "w", encoding="utf-8").close()
