# SPDX-License-Identifier: Apache-2.0
"""Proves: every public C function is reached from Python, or stands in EXCEPTIONS with a reason; and
every name that the table gives exists. The binding's extension is asked which functions it imports."""
import os
import re
import subprocess
import sys
import unittest

import weir
from weir import core, points

MAP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../src/weir.map")
EXCEPTIONS = {
    "weir_last_error": "its text is the exception's",
    "weir_json_free": "Python lets go", "weir_buffer_free": "Python lets go",
    "weir_runtime_free": "Python lets go", "weir_control_free": "Python lets go",
    "weir_ticket_free": "Python lets go", "weir_stream_free": "Python lets go",
    "weir_stream_pool_free": "Python lets go", "weir_profiler_free": "Python lets go",
    "weir_rules_free": "Python lets go", "weir_report_free": "Python lets go",
    "weir_memory_pool_free": "Python lets go", "weir_device_pool_free": "Python lets go",
    "weir_device_pool_get_stats": "DevicePool.stats reads the JSON",
    "weir_memory_pool_get": "a bare address has no owner: MemoryPool.block",
    "weir_memory_pool_put": "blocks go back by themselves",
    "weir_memory_pool_get_stats": "MemoryPool.stats reads the JSON",
    "weir_pressure_free": "Python lets go", "weir_managed_free": "Python lets go",
    "weir_runtime_managed_stats": "Managed.stats reads the JSON",
    "weir_pressure_get_stats": "Pressure.stats reads the JSON",
    "weir_tile_free": "Python lets go", "weir_neighbors_free": "Python lets go",
    "weir_features_free": "Python lets go", "weir_cache_free": "Python lets go",
    "weir_claim_free": "Python lets go",
    "weir_cache_get_or_compute": "its pull twin, weir_cache_claim(), keeps Python's own exceptions",
    "weir_schema_free": "Python lets go", "weir_judge_free": "Python lets go", "weir_plan_free": "Python lets go",
    "weir_config_free": "Python lets go",
    "weir_config_listen": "Config.on_change() waits, with weir_config_wait()",
    "weir_json_get_double": "Json.get_float", "weir_json_get_bool": "Json.get",
    "weir_json_get_string": "Json.get", "weir_json_get_int64": "Json.get_int",
    "weir_profiler_end_phase_named": "PerformanceManager.end_phase(name)",
    "weir_ticket_wait": "Ticket.wait", "weir_ticket_poll": "Ticket.done and Ticket.status",
}
# C name -> where it is in Python, when it is not weir_<type>_<verb> -> <class>.<verb>.
NAMES = {
    "weir_abi_version": "abi_version", "weir_version": "version", "weir_status_name": "Error.name",
    "weir_json_type_at": "Json.type", "weir_json_get_count": "Json.count",
    "weir_json_get_key": "Json.keys",
    "weir_buffer_create": "Runtime.buffer", "weir_buffer_data": "Buffer.nbytes",
    "weir_buffer_size": "Buffer.__len__",
    "weir_runtime_memory_module": "Runtime.memory_modules", "weir_runtime_create": "Runtime",
    "weir_runtime_default": "Runtime.process", "weir_runtime_device_at": "Runtime.devices",
    "weir_runtime_device_count": "Runtime.devices",
    "weir_runtime_stream_pool": "StreamManager.of",
    "weir_device_pool_create": "DevicePool", "weir_device_pool_get": "DevicePool.empty",
    "weir_device_pool_put": "DeviceArray.give_back", "weir_device_pool_trim": "DevicePool.trim",
    "weir_device_pool_stats_json": "DevicePool.stats",
    "weir_runtime_memory_pool": "MemoryPool.of", "weir_memory_pool_create": "MemoryPool",
    "weir_memory_pool_get_array": "MemoryPool.allocate",
    "weir_memory_pool_stats_json": "MemoryPool.stats", "weir_memory_pool_trim": "MemoryPool.trim",
    "weir_runtime_enter_memory_scope": "Runtime.memory_scope",
    "weir_runtime_leave_memory_scope": "Runtime.memory_scope",
    "weir_runtime_memory_scope": "Runtime.memory_scopes",
    "weir_managed_create": "Managed", "weir_managed_get_state": "Managed.place",
    "weir_runtime_set_managed": "Managed.configure", "weir_runtime_managed_json": "Managed.stats",
    "weir_pressure_create": "Pressure", "weir_pressure_json": "Pressure.stats",
    "weir_control_create": "Control", "weir_control_on_progress": "Control",
    "weir_ticket_on_done": "Ticket.add_done_callback", "weir_ticket_item_count": "Ticket.__len__",
    "weir_ticket_item_error": "Ticket.failures",
    "weir_stream_get_stats": "Stream.get_stats",
    "weir_stream_pool_create": "StreamManager", "weir_stream_pool_configure": "StreamManager.configure",
    "weir_stream_pool_size": "StreamManager.pool_size",
    "weir_stream_pool_get": "StreamManager.get_stream",
    "weir_stream_pool_next": "StreamManager.get_stream",
    "weir_stream_pool_transfer": "StreamManager.async_transfer",
    "weir_stream_pool_batch": "StreamManager.batch_transfers",
    "weir_stream_pool_wait_all": "StreamManager.wait_all",
    "weir_stream_pool_wrap": "StreamManager.wrap",
    "weir_stream_record": "Stream.record",
    "weir_stream_wait_ticket": "Stream.wait_for",
    "weir_plan_create": "StreamManager.plan",
    "weir_plan_run": "Plan.run",
    "weir_stream_pool_get_stats": "StreamManager.configure",
    "weir_stream_pool_stats_json": "StreamManager.get_performance_stats",
    "weir_runtime_cache": "ByteCache", "weir_runtime_remove_cache": "ByteCache.remove_named",
    "weir_runtime_clear_caches": "ByteCache.clear_named",
    "weir_runtime_caches_json": "ByteCache.named_stats", "weir_cache_get_stats": "ByteCache.__len__",
    "weir_cache_stats_json": "ByteCache.get_stats",
    "weir_cache_next_event": "ByteCache.events",
    "weir_cache_claim": "ByteCache.get_or_compute", "weir_claim_settle": "ByteCache.get_or_compute",
    "weir_runtime_profiler": "PerformanceManager.of", "weir_profiler_create": "PerformanceManager",
    "weir_profiler_summary": "PerformanceManager.get_counters",
    "weir_profiler_start_phase_under": "PerformanceManager.start_phase",
    "weir_profiler_phase_stats": "PerformanceManager.get_phase_stats",
    "weir_profiler_metric_stats": "PerformanceManager.get_metric_stats",
    "weir_profiler_phase_count": "PerformanceManager.get_phases",
    "weir_profiler_phase_at": "PerformanceManager.get_phases",
    "weir_profiler_metric_at": "PerformanceManager.get_phase_stats",
    "weir_report_is_valid": "Report.valid", "weir_report_count": "Report.__len__",
    "weir_report_finding": "Report.findings", "weir_report_json": "Report.to_dict",
    "weir_rules_create": "ConfigValidator", "weir_rules_default": "get_config_validator",
    "weir_rules_clear": "ConfigValidator.clear_rules", "weir_rules_count": "ConfigValidator.__len__",
    "weir_rules_add_lod": "ConfigValidator.add_lod_validator",
    "weir_rules_add_gpu": "ConfigValidator.add_gpu_validator",
    "weir_rules_add_required": "ConfigValidator.add_required_field",
    "weir_rules_add_range": "ConfigValidator.add_numeric_range_validator",
    "weir_rules_add_type": "ConfigValidator.add_field_type",
    "weir_rules_add_choice": "ConfigValidator.add_choice_validator",
    "weir_rules_add_pattern": "ConfigValidator.add_pattern_validator",
    "weir_rules_add_path": "ConfigValidator.add_path_validator",
    "weir_rules_add_custom": "ConfigValidator.add_rule",
    "weir_rules_check": "ConfigValidator.first_error",
    "weir_config_create": "Config", "weir_judge_create": "Judge",
    "weir_schema_compile": "Schema", "weir_schema_check": "Schema.is_valid",
    "weir_finding_sink_message": "ConfigValidator.add_rule",
    "weir_finding_sink_hint": "ConfigValidator.add_rule", "weir_finding_sink_field": "Verdict.field",
    "weir_tile_open": "Tile", "weir_tile_get_info": "Tile.info",
    "weir_neighbors_create": "Neighbors", "weir_features_create": "Features",
    "weir_features_column": "Features.get", "weir_feature_name": "points.FEATURES",
    "weir_class_name": "points.class_name", "weir_lod_from_name": "Features",
    "weir_picture_write": "points.write_picture", "weir_synthetic_write": "points.write_synthetic",
}
CLASSES = {"cache": "ByteCache", "stream_pool": "StreamManager", "profiler": "PerformanceManager",
           "rules": "ConfigValidator"}


def exported():
    with open(MAP, encoding="utf-8") as file:
        return re.findall(r"^\s*(weir_\w+);", file.read(), re.M)


def place_of(name):
    if name in NAMES:
        return NAMES[name]
    for kind in ("cache", "stream_pool", "runtime", "json", "buffer", "control", "ticket", "stream", "profiler",
                 "rules", "report", "judge", "schema", "config", "managed", "pressure", "tile", "neighbors", "features"):
        if name.startswith(f"weir_{kind}_"):
            return f"{CLASSES.get(kind, kind.capitalize())}.{name[len(kind) + 6:]}"
    return None


class Complete(unittest.TestCase):
    def test_every_function_has_its_place(self):
        self.assertGreater(len(exported()), 90)
        for name in exported():
            if name in EXCEPTIONS:
                continue
            place = place_of(name)
            self.assertIsNotNone(place, f"{name}: say in NAMES or EXCEPTIONS where Python has it")
            thing = weir
            for part in place.split("."):
                self.assertTrue(hasattr(thing, part), f"{name}: weir.{place} does not exist")
                thing = getattr(thing, part)

    def test_the_lists_hold_nothing_else(self):
        self.assertLessEqual(set(NAMES) | set(EXCEPTIONS), set(exported()))
        self.assertEqual(set(NAMES) & set(EXCEPTIONS), set())

    def test_the_extension_calls_every_function(self):
        try:
            listed = subprocess.run(["nm", "-D", "--undefined-only", core._core.__file__], check=True,
                                    capture_output=True, text=True).stdout
        except FileNotFoundError:
            self.skipTest("nm is not here (binutils)")
        imported = set(re.findall(r"\bU (weir_\w+)", listed))
        not_called = {"weir_memory_pool_get", "weir_memory_pool_put", "weir_memory_pool_get_stats",
                      "weir_pressure_get_stats", "weir_runtime_managed_stats",
                      "weir_cache_get_or_compute", "weir_config_listen"}  # Config.on_change() waits instead
        self.assertEqual(set(exported()) - imported, not_called)

    def test_every_field_and_feature(self):
        fields = [name for name in dir(core) if re.fullmatch(r"WEIR_POINT_\w+", name)]
        self.assertEqual(len(fields), len(points.FIELDS))
        features = [name for name in dir(core) if name.startswith("WEIR_FEATURE_")]
        self.assertEqual({name[13:].lower() for name in features}, set(points.FEATURES))


if __name__ == "__main__":
    if not os.path.exists(MAP):
        print("skipped: src/weir.map is not here")
        sys.exit(77)
    unittest.main()
