"""A small file of tensors for ModelingTests, by the format's own library: `Safetensors` must write it to the byte.

Needs safetensors 0.8.0 and numpy 2.4.6. One entry of metadata, because the library writes several in no fixed order.
Run:  python3 safetensors_fixture.py > ../../Tests/ModelingTests/Fixtures/reference.safetensors
"""
import sys

import numpy as np
from safetensors.numpy import save

tensors = {
    "table.detector.points": np.arange(6, dtype=np.float32).reshape(2, 3) / 4,
    "table.detector.center": np.array([1.5, -2.0, np.inf, np.nan, 5e-324, -0.0]),
    "table.detector.left": np.array([1, -1, 2147483647, -2147483648], dtype=np.int32),
    "name with \" and \\ and \t and 獬豸": np.array([7, 0, 255], dtype=np.uint8),
    "scalar": np.array(3.0),
    "none": np.zeros((0, 4)),
    "precision": np.array([[2.0, 0.1], [0.1, 3.0]]),
}
sys.stdout.buffer.write(save(tensors, metadata={"xiezhi": "model format 1"}))
