# SPDX-License-Identifier: Apache-2.0
"""A build backend that hands meson-python what it wants to see, a pyproject.toml beside the top
meson.build, although the tree keeps it here: a folder of links, gone when the build is done."""
import contextlib
import os
import shutil
import sys
import tempfile

import mesonpy
import pyproject_metadata

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


@contextlib.contextmanager
def _tree():
    with tempfile.TemporaryDirectory(prefix="weir-wheel-") as folder:
        for name in ("include", "src", "bindings", "tests", "examples"):
            shutil.copytree(os.path.join(ROOT, name), os.path.join(folder, name))
        for name in ("meson.build", "meson_options.txt"):
            shutil.copy(os.path.join(ROOT, name), folder)
        with open(os.path.join(HERE, "pyproject.toml"), encoding="utf-8") as file:
            text = file.read()
        # The interpreter that asks is the one the wheel is for.
        text = text.replace('"-Dpython=enabled"', f'"-Dpython=enabled", "-Dpython_bin={sys.executable}"')
        with open(os.path.join(folder, "pyproject.toml"), "w", encoding="utf-8") as file:
            file.write(text)
        shutil.copy(os.path.join(HERE, "README.md"), folder)
        before = os.getcwd()
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


def get_requires_for_build_wheel(config_settings=None):
    with _tree():
        return mesonpy.get_requires_for_build_wheel(config_settings)


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    """Without it pip would build the whole wheel once more, only to read this."""
    with open(os.path.join(HERE, "pyproject.toml"), "rb") as file:
        project = pyproject_metadata.StandardMetadata.from_pyproject(tomllib.load(file), HERE)
    name = f"{project.name}-{project.version}.dist-info"
    os.makedirs(os.path.join(metadata_directory, name))
    with open(os.path.join(metadata_directory, name, "METADATA"), "wb") as file:
        file.write(bytes(project.as_rfc822()))
    return name


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    place = os.path.abspath(wheel_directory)
    with _tree():
        return mesonpy.build_wheel(place, config_settings, metadata_directory)


def build_sdist(sdist_directory, config_settings=None):
    raise NotImplementedError("a source package of the binding alone cannot be built: use the tree")
