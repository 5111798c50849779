"""The process that runs Typst: `python -I typst_worker.py`, no Django, no settings.

It reads requests on stdin and answers on stdout, each a 4-byte length and JSON (then
the PDF, raw). Typst sees a temporary folder that holds the files of the request and
nothing else. A compilation that is too long is killed by the kernel's own alarm, which
no busy loop can hold back; one that takes too much memory is refused it.
"""

import base64
import json
import resource
import signal
import struct
import sys
import tempfile
from pathlib import Path
from typing import Final

import typst

MEMORY_LIMIT = 2 * 2**30
STANDARD: Final = "ua-1"


def read_request(stream):
    head = stream.read(4)
    if len(head) < 4:
        return None
    (length,) = struct.unpack(">I", head)
    return json.loads(stream.read(length))


def write_answer(stream, facts, content=b""):
    body = json.dumps(facts | {"size": len(content)}).encode()
    stream.write(struct.pack(">I", len(body)) + body + content)
    stream.flush()


def compile_request(request):
    with tempfile.TemporaryDirectory(prefix="typst-") as folder:
        root = Path(folder)
        for name, content in request["files"].items():
            (root / name).write_bytes(base64.b64decode(content))
        nowhere = root / "no-packages"
        return typst.compile(
            root / request["main"],
            root=root,
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=STANDARD,
            sys_inputs={"data": request["data"]},
            timestamp=request["timestamp"],
            package_path=nowhere,
            package_cache_path=nowhere,
        )


def main():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while (request := read_request(source)) is not None:
        signal.setitimer(signal.ITIMER_REAL, request["seconds"])
        try:
            content = compile_request(request)
        except typst.TypstError as error:
            write_answer(sink, {"error": error.diagnostic})
        else:
            write_answer(sink, {}, content)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    main()
