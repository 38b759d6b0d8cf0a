# SPDX-License-Identifier: Apache-2.0
"""Verdicts on many configurations at once, and on the same one again."""
from __future__ import annotations

import asyncio
import json as _json
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Tuple

from . import core
from .errors import InvalidError
from .runtime import Runtime, shared
from .validation import ConfigValidator, Report, _json_text, _level, get_config_validator

Progress = Callable[[int, int], Any]
_FOREVER = (1 << 64) - 1


class Judge:
    """Judges configurations (dicts, weir.Json or JSON text) by a validator's rules.

    A verdict is kept: the same configuration again costs a look, as long as the rules stay and look
    at nothing but the configuration (say `pure` of functions that do, with arrange()).
    """

    def __init__(self, validator: Optional[ConfigValidator] = None, *, level: str = "standard",
                 strict: bool = False, ordered: bool = False, keep: bool = True, workers: int = 0,
                 queue_size: int = 0, cache_bytes: int = 0, profile: str = "",
                 runtime: Optional[Runtime] = None) -> None:
        """`validator`: the process's own when there is none. `ordered`: results come in the order
        of the configurations; `keep`: keep verdicts, up to cache_bytes; `profile`: rules of other
        profiles do not run."""
        flags = (core.WEIR_JUDGE_STRICT * strict | core.WEIR_JUDGE_ORDERED * ordered |
                 core.WEIR_JUDGE_FRESH * (not keep))
        self.validator = get_config_validator() if validator is None else validator
        self._judge = core.Judge.make((runtime or shared())._runtime, self.validator._rules, flags,
                                      _level(level), workers, queue_size, cache_bytes, profile)

    def decide(self, config: Any, *, only: Iterable[str] = (),
               on_progress: Optional[Progress] = None) -> Report:
        """The report of one, here and now. `only`: these rules, and what they come after, whatever
        their level; `on_progress(done, total)` hears rule by rule, and cancels by returning True."""
        if isinstance(only, str):
            raise TypeError(f"only is a list of names, not one text: write [{only!r}]")
        names = ",".join(only)
        control = None
        if on_progress is not None:
            hears = on_progress
            control = core.Control()
            control.on_progress(lambda done, total: 1 if hears(done, total) else 0)
        return Report(self._judge.verdict(_json_text(config), names, control), [])

    async def decide_async(self, config: Any, *, only: Iterable[str] = (),
                           on_progress: Optional[Progress] = None) -> Report:
        """decide() in a thread of the event loop's executor: the loop goes on."""
        return await asyncio.get_running_loop().run_in_executor(
            None, lambda: self.decide(config, only=only, on_progress=on_progress))

    def submit(self, config: Any) -> bool:
        """Leaves one to the workers; False when results have to be taken first."""
        return self._judge.give(_json_text(config))

    def next(self, timeout: Optional[float] = None) -> Optional[Tuple[int, Report]]:
        """(number of the configuration, report), or None when every result was taken. Raises a
        TimeoutError when `timeout` seconds went by."""
        if timeout is not None and not timeout >= 0:
            raise InvalidError(f"a timeout of {timeout!r} seconds: give 0 or more, or None")
        wait = _FOREVER if timeout is None else min(int(timeout * 1e9), _FOREVER)
        status, index, report = self._judge.take(wait)
        if report is not None:
            return index, Report(report, [])
        if status == core.WEIR_AGAIN:
            raise TimeoutError("no result within the timeout")
        return None

    def judge_all(self, configs: Iterable[Any]) -> Iterator[Tuple[int, Report]]:
        """(number, report) of each, as they are ready or in order. `configs` may be without end:
        it is read as results are taken."""
        source = iter(configs)
        more = True
        while True:
            while more:
                try:
                    config = next(source)
                except StopIteration:
                    more = False
                    break
                while not self.submit(config):
                    found = self.next()
                    if found is not None:
                        yield found
            found = self.next()
            if found is None:
                return
            yield found

    def cancel(self) -> None:
        """Ends what has not begun: its results say so."""
        self._judge.cancel()

    def stats(self) -> Dict[str, Any]:
        """How it goes: submitted, settled, per_second, seconds_left, cache, rules, ..."""
        result: Dict[str, Any] = _json.loads(self._judge.stats())
        return result


def validate_many(configs: Iterable[Any], validator: Optional[ConfigValidator] = None,
                  **options: Any) -> List[Report]:
    """The report of each, in order, judged on all processors."""
    judge = Judge(validator, ordered=True, **options)
    return [report for _, report in judge.judge_all(configs)]
