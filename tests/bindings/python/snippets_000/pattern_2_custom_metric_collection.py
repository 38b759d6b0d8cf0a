# SPDX-License-Identifier: Apache-2.0
from weir.compat.ign_lidar.core import get_performance_manager

manager = get_performance_manager()
manager.reset()

manager.start_phase("model_training")

# Collect metrics throughout phase
for epoch in range(100):
    manager.record_metric("epoch", epoch)
    manager.record_metric("loss", compute_loss())
    manager.record_metric("accuracy", compute_accuracy())
    manager.record_metric("learning_rate", lr_scheduler.get_lr())

manager.end_phase()

# Analyze metrics
stats = manager.get_phase_stats("model_training")
custom_metrics = stats["custom_metrics"]

print(f"Final loss: {custom_metrics['loss']}")
print(f"Final accuracy: {custom_metrics['accuracy']}")
