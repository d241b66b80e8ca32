"""1 GiB of small objects, lists and large blocks of Python."""
import time

texts = [str(number) for number in range(8_000_000)]
buffers = [bytearray(4_000_000) for _ in range(100)]
print("{}", flush=True)
time.sleep(100000)
