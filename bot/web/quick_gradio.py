"""Gradio, imported without the stubs that it writes for editors.

Whenever it is imported, Gradio 6 parses the source of each of its components and writes a `.pyi` beside it, in the installation:
nearly half of the import's time, for nobody here. It leaves out a component whose file it cannot tell, so for that while none is told.
"""

import inspect
import sys
from types import ModuleType
from typing import Any

_WRITER = "create_or_modify_pyi"  # of gradio/component_meta.py


def _imported() -> ModuleType:
    tell = inspect.getfile

    def getfile(of: Any) -> str:
        if sys._getframe(1).f_code.co_name == _WRITER:  # noqa: SLF001
            raise OSError("no stubs")
        return tell(of)

    inspect.getfile = getfile
    try:
        import gradio
    finally:
        inspect.getfile = tell
    return gradio


gr = _imported()
