"""Small objects of CPython, lists and large blocks: addresses by id(), where pymalloc keeps what is up to 512 bytes."""
import json
import sys
import time

texts = {number: str(number) for number in range(300000)}
pairs = [(number, number + 1) for number in range(100000)]
buffers = [bytearray(200000) for _ in range(30)]
large = [0] * 3000000
said = {}


def tell(name, value, kinds):
    if sys.implementation.name != "cpython":
        return  # elsewhere an id is no address
    said[name] = {"start": hex(id(value)), "end": hex(id(value) + 1), "is": kinds}


for number in range(1000, 300000, 1500):
    tell(f"text {number}", texts[number], "python-objects|heap")
for number in range(0, 100000, 1000):
    tell(f"pair {number}", pairs[number], "python-objects|heap")
try:
    import numpy

    arrays = [numpy.ones(size) for size in (1000000, 6553600, 8388608)]
    for index, array in enumerate(arrays):
        start = array.ctypes.data
        said[f"array {index}"] = {"start": hex(start), "end": hex(start + array.nbytes), "is": "malloc-block|heap|arena"}
except ImportError:
    pass
print(json.dumps(said), flush=True)
time.sleep(100000)
