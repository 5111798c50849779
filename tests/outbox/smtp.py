"""A real SMTP server in a thread: the local relay, which can also misbehave on demand.

    from tests.outbox.smtp import relay  # noqa: F401 - a fixture

`relay.mails(to=…)` are the messages that it filed, `relay.doubles()` the Message-IDs that
it got more than once, `relay.script` what it does with the next mails.
"""

import asyncio
import threading
import weakref
from email import message_from_bytes, policy

import pytest
from aiosmtpd.smtp import SMTP

from outbox.local_relay import FilingHandler


class ScriptedHandler(FilingHandler):
    """Files mails, unless the script says otherwise for the next one.

    Steps: an SMTP answer ("451 …", "550 …") given after the data, `drop` (file, then cut
    the connection without an answer), `lose` (cut without filing), `stall` (say nothing).
    """

    def __init__(self, folder):
        super().__init__(folder)
        self.script = []
        self.rejected = {}
        self.on_filed = None
        self.on_recipient = None
        self.pause = 0  # seconds before each answer

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.rejected:
            return self.rejected[address]
        if self.on_recipient:
            self.on_recipient()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        step = self.script.pop(0) if self.script else ""
        if step[:1].isdigit():
            return step
        if step == "stall":
            await asyncio.sleep(600)
        if step != "lose":
            answer = await super().handle_DATA(server, session, envelope)
        if self.on_filed:
            self.on_filed()
        await asyncio.sleep(self.pause)
        if step in ("drop", "lose"):
            server.transport.abort()
            return "421 gone"
        return answer


class Relay:
    """The server, its folder and what was seen in it."""

    def __init__(self, folder):
        self.folder = folder
        self.handler = ScriptedHandler(folder)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.port = 0
        self.conversations = weakref.WeakSet()
        self.start()

    def _run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(10)

    def _converse(self):
        conversation = SMTP(self.handler, hostname="localhost")
        self.conversations.add(conversation)
        return conversation

    def start(self):
        """Listen, on the port of the first start."""

        async def listen():
            return await self.loop.create_server(self._converse, "127.0.0.1", self.port)

        self.server = self._run(listen())
        self.port = self.server.sockets[0].getsockname()[1]

    def stop(self):
        """Cut every conversation; refuse connections from now on."""

        async def close():
            self.server.close()
            for conversation in self.conversations:
                if conversation.transport:
                    conversation.transport.abort()

        self._run(close())

    def close(self):
        async def end():
            self.server.close()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        self._run(end())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    @property
    def script(self):
        return self.handler.script

    @property
    def environment(self):
        """For a process of the portal that is to send here."""
        return {
            "EMAIL_URL": f"smtp://127.0.0.1:{self.port}",
            "MAIL_FOLDER": str(self.folder),
            "OUTBOX_RELAY": "outbox.relay.LocalFolderRelay",
            "MAIL_PERSON_LIMIT": "",  # all go to the same person
        }

    def files(self):
        """A file for each message filed, doubles too."""
        return list(self.folder.glob("[!.]*.eml"))

    def mails(self, to=None):
        """The filed messages, oldest first, as email.message.EmailMessage."""
        paths = sorted(self.files(), key=lambda path: path.stat().st_mtime_ns)
        parsed = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]
        return [mail for mail in parsed if to is None or to in mail.get_all("X-Envelope-To")]

    def doubles(self):
        """The files of second deliveries."""
        return [path for path in self.folder.glob("*.eml") if path.stem.split(".")[-1].isdigit()]


@pytest.fixture
def relay(tmp_path, settings):
    """A running relay that this process's mails go to."""
    running = Relay(tmp_path / "mail")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
    settings.MAIL_FOLDER = running.folder
    settings.OUTBOX_RELAY = "outbox.relay.LocalFolderRelay"
    yield running
    running.close()
