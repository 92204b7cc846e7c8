"""Writes dequantized.json: packed weights of each type and what the Python package gguf (pip install gguf) makes of them.

Development only. Random bytes are drawn until all weights are finite and none is beyond 1e4.
"""
import json
import sys

import gguf
import numpy as np
from gguf import quants

generator = np.random.default_rng(2025)
result = {}
for kind in gguf.GGMLQuantizationType:
    if kind.name in ("F32", "F64", "I8", "I16", "I32", "I64"):
        continue
    block, size = gguf.GGML_QUANT_SIZES[kind]
    blocks = 256 // block
    for _ in range(10000):
        packed = generator.integers(0, 256, size * blocks, dtype=np.uint8)
        try:
            with np.errstate(all="ignore"):
                floats = quants.dequantize(packed, kind).astype(np.float32).reshape(-1)
        except NotImplementedError:
            floats = None
            break
        if np.isfinite(floats).all() and 0 < np.abs(floats).max() < 1e4:
            break
    else:
        floats = None
    if floats is None:
        print("left out:", kind.name, file=sys.stderr)
        continue
    result[kind.name] = {
        "packed": packed.tobytes().hex(),
        "every16th": [float(value) for value in floats[::16]],
        "sum": float(floats.astype(np.float64).sum()),
        "sumOfSquares": float((floats.astype(np.float64) ** 2).sum()),
    }
json.dump({"source": f"gguf {__import__('importlib.metadata').metadata.version('gguf')}", "types": result}, sys.stdout, indent=1)
