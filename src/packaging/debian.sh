#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Debian packages, by one command: bash src/packaging/debian.sh [FOLDER]
# They land in FOLDER, build/debian when none is named. Debian wants its folder at the top of a tree, so
# a copy of this one gets it; what depends on version and day is written there. DEBFULLNAME and DEBEMAIL
# name who packs.
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/setup.sh"
need dpkg-dev debhelper dh-python chrpath zip fakeroot "${packages_build[@]}" swig python3-dev \
  python3-numpy default-jdk-headless

packer="${DEBFULLNAME:-Weir} <${DEBEMAIL:-weir@localhost}>"
out=${1:-$root/build/debian}
version=$(sed -n "s/^  version: '\(.*\)',$/\1/p" "$root/meson.build" | head -1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/weir-$version
mkdir -p "$tree" "$out"
tar -C "$root" -cf - --exclude=__pycache__ --exclude=target include src bindings tests examples \
  meson.build meson_options.txt README.md | tar -C "$tree" -xf -
cp -r "$root/src/packaging/debian" "$tree/debian"
sed -i "s/^Maintainer: .*/Maintainer: $packer/" "$tree/debian/control"
mkdir "$tree/debian/source"
echo '3.0 (native)' >"$tree/debian/source/format"
cat >"$tree/debian/changelog" <<CHANGELOG
weir ($version) unstable; urgency=medium

  * See /usr/include/weir and its CHANGES.md in the source.

 -- $packer  $(date -R ${SOURCE_DATE_EPOCH:+-d "@$SOURCE_DATE_EPOCH"})
CHANGELOG

say "building in $tree"
(cd "$tree" && dpkg-buildpackage -b -us -uc)
rm -f "$out"/*.deb
mv "$work"/*.deb "$out"
if command -v lintian >/dev/null; then
  say "lintian"
  lintian --fail-on error --suppress-tags bogus-mail-host,bogus-mail-host-in-debian-changelog \
    "$out"/*.deb
fi
ls -l "$out"
