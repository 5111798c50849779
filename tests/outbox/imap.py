"""A little IMAP server in a thread: one account, one folder, what a reader of reports asks."""

import socketserver
import threading
from contextlib import contextmanager


class Conversation(socketserver.StreamRequestHandler):
    """Answers LOGIN, SELECT, UID SEARCH / FETCH / STORE, EXPUNGE, LOGOUT."""

    def handle(self):
        self.say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, command, *words = line.split()
            words = [command.upper(), *words] if command.upper() != "UID" else words
            getattr(self, f"do_{words[0].lower()}", self.do_other)(words)
            self.say(f"{tag} {self.verdict}")
            if words[0] == "LOGOUT":
                return

    verdict = "OK done"

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def do_other(self, words):
        pass

    def do_capability(self, words):
        self.say("* CAPABILITY IMAP4rev1")

    def do_login(self, words):
        right = words[1:] == ["rapports", '"se cret"'] or words[1:] == ["rapports", '"secret"']
        self.verdict = "OK done" if right else "NO wrong password"

    def do_select(self, words):
        self.say(f"* {len(self.server.mails)} EXISTS")

    def do_search(self, words):
        unseen = [name for name in self.server.mails if not self.server.flags[name]]
        self.say(" ".join(["* SEARCH", *map(str, unseen)]))

    def do_fetch(self, words):
        raw = self.server.mails[int(words[1])]
        self.wfile.write(f"* 1 FETCH (UID {words[1]} BODY[]<0> {{{len(raw)}}}\r\n".encode())
        self.wfile.write(raw + b")\r\n")

    def do_store(self, words):
        self.server.flags[int(words[1])].add(words[3].strip("()"))

    def do_expunge(self, words):
        for name, flags in self.server.flags.items():
            if r"\Deleted" in flags:
                self.server.mails.pop(name, None)


@contextmanager
def imap_server(*mails):
    """A server whose folder holds these mails; `mails` and `flags` tell what became of them."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads = True
        server.mails = dict(enumerate(mails, 1))
        server.flags = {name: set() for name in server.mails}
        server.address = f"imap://rapports:secret@127.0.0.1:{server.server_address[1]}/INBOX"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
