"""A small server that answers as the State's company search does, or as it should not."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def answer(siret, **changes):
    site = {
        "siret": siret,
        "adresse": "12 RUE DE METZ 31000 TOULOUSE",
        "code_postal": "31000",
        "libelle_commune": "TOULOUSE",
        "activite_principale": "25.62B",
        "etat_administratif": "A",
        "statut_diffusion_etablissement": "O",
    } | changes
    company = {"siren": siret[:9], "nom_complet": changes.pop("nom_complet", "ATELIERS NEUFS")}
    return {"results": [company | {"siege": {}, "matching_etablissements": [site]}]}


@contextmanager
def serving(*replies):
    """Yields (address, asked): each request gets the next of (status, headers, body, seconds),
    the last one again and again."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, headers, body, seconds = replies[min(len(asked), len(replies) - 1)]
            asked.append(self.path)
            time.sleep(seconds)
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(raw)
            except BrokenPipeError:
                pass  # the client did not wait

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
