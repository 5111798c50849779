"""A real SMTP server that files every mail by its Message-ID, for one machine.

    python -m outbox.local_relay --port 8025 --folder var/mail

It answers 250 only when the file is on disk under its final name, so that the presence
of the file is the answer to "did you take this mail?". A second mail of the same
Message-ID is filed beside the first (`….2.eml`): a double can be seen, never hidden.
"""

import argparse
import asyncio
import os
import signal
import uuid
from email.parser import BytesHeaderParser
from email.policy import SMTP as SMTP_POLICY
from itertools import count
from pathlib import Path

from aiosmtpd.smtp import SMTP

from outbox.relay import file_name

LARGEST = 25 * 2**20  # bytes of one mail


def file_mail(folder, envelope):
    """Write a mail durably under its Message-ID; the path. ValueError without a good one."""
    headers = BytesHeaderParser(policy=SMTP_POLICY).parsebytes(envelope.content)
    final = Path(folder, file_name(headers.get("Message-ID", "")))
    draft = Path(folder, f".{uuid.uuid4()}")
    with draft.open("wb") as out:
        for address in envelope.rcpt_tos:
            out.write(f"X-Envelope-To: {address}\r\n".encode())
        out.write(envelope.content)
        out.flush()
        os.fsync(out.fileno())
    path = link(draft, final)
    draft.unlink()
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    return path


def link(draft, final):
    """Give the draft its name, or the next free one; linking never overwrites."""
    for number in count(1):
        path = final if number == 1 else final.with_suffix(f".{number}.eml")
        try:
            os.link(draft, path)
        except FileExistsError:
            continue
        return path


class FilingHandler:
    """aiosmtpd's handler: file, then answer."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server, session, envelope):
        try:
            path = file_mail(self.folder, envelope)
        except ValueError:
            return "550 5.6.0 A Message-ID is needed"
        return f"250 2.0.0 Filed as {path.stem}"


async def serve(port, folder, host="127.0.0.1"):
    """Serve until SIGTERM or SIGINT."""
    handler, stopped = FilingHandler(folder), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    server = await loop.create_server(
        lambda: SMTP(handler, data_size_limit=LARGEST, hostname="localhost"), host, port
    )
    print(f"Mails for port {port} are filed in {folder}", flush=True)
    await stopped.wait()
    server.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    asyncio.run(serve(options.port, options.folder))
