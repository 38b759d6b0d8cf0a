# SPDX-License-Identifier: Apache-2.0
from flask import Flask, request, jsonify
from weir.compat.homodyne.config import validate_configurations_parallel

app = Flask(__name__)

@app.route('/validate', methods=['POST'])
async def validate_configs():
    configs = request.json['configurations']

    # Use parallel validation for web requests
    results = validate_configurations_parallel(
        configs,
        max_workers=4,
        validation_level=ValidationLevel.FAST
    )

    return jsonify([{"config": c, "result": r} for c, r in results])
