"""A small, strict OpenID Connect provider on a local port, as ProConnect would be.

It signs with real keys by joserfc, which the portal does not use; codes serve once, in time,
for the client, the redirection and the challenge that asked for them. A test says who signs in
(`person`), and may spoil what is answered (`spoil_id_token`, `spoil_userinfo`, …).
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT, SECRET = "passerelle", "un-secret-partage"
PERSON = {
    "sub": "agent-1",
    "given_name": "Nadia",
    "usual_name": "Ferrand",
    "email": "nadia@ecole.test",
    "uid": "nferrand",
    "siret": "13002526500013",
    "idp_id": "71144ab3-ee1a-4401-b7b3-79b44f7daeeb",
}


def new_key(kid, kind=RSAKey):
    size = 2048 if kind is RSAKey else "P-256"
    return kind.generate_key(size, {"kid": kid, "use": "sig"}, private=True)


@cache
def first_key():
    """Made once: it is half of what a test of it costs."""
    return new_key("first")


class OidcServer:
    def __init__(self, redirect_uris, signed_out_uris):
        self.redirect_uris, self.signed_out_uris = redirect_uris, signed_out_uris
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"op": self}))
        self.origin = f"http://127.0.0.1:{self.http.server_port}"
        self.issuer = f"{self.origin}/api/v2"
        self.reset()

    def reset(self):
        """As a test finds it."""
        self.keys = [first_key()]
        self.person, self.acr, self.amr = dict(PERSON), "eidas1", ["pwd"]
        self.codes, self.tokens, self.seen = {}, {}, []
        self.down = self.plain_userinfo = False
        self.spoil_id_token = self.spoil_userinfo = lambda claims: claims
        self.sign_id_token = self.sign_userinfo = self.sign

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()

    def sign(self, claims, key=None):
        key = key or self.keys[-1]
        alg = "ES256" if isinstance(key, ECKey) else "RS256"
        return jwt.encode({"alg": alg, "kid": key.kid}, claims, key)

    def description(self):
        paths = {
            "authorization_endpoint": "authorize",
            "token_endpoint": "token",
            "userinfo_endpoint": "userinfo",
            "jwks_uri": "jwks",
            "end_session_endpoint": "session/end",
        }
        urls = {name: f"{self.issuer}/{path}" for name, path in paths.items()}
        return {"issuer": self.issuer, "code_challenge_methods_supported": ["S256"], **urls}

    def authorize(self, asked):
        """The person agrees at once. Raises ValueError for what a strict provider refuses."""
        good = (
            asked["client_id"] == CLIENT
            and asked["redirect_uri"] in self.redirect_uris
            and asked["response_type"] == "code"
            and {"openid", "email", "siret"} <= set(asked["scope"].split())
            and min(len(asked["state"]), len(asked["nonce"])) >= 32
            and asked["code_challenge_method"] == "S256"
            and asked["acr_values"]
        )
        if not good:
            raise ValueError("request refused")
        code = secrets.token_urlsafe(24)
        self.codes[code] = {**asked, "until": time.time() + 30}
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchange(self, sent):
        asked = self.codes.pop(sent["code"], None)
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        good = (
            asked
            and asked["until"] > time.time()
            and (sent["client_id"], sent["client_secret"]) == (CLIENT, SECRET)
            and sent["grant_type"] == "authorization_code"
            and sent["redirect_uri"] == asked["redirect_uri"]
            and base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
        )
        if not good:
            raise ValueError("invalid_grant")
        token = secrets.token_urlsafe(24)
        self.tokens[token] = True
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": self.person["sub"],
            "nonce": asked["nonce"],
            "acr": self.acr,
            "iat": now,
            "exp": now + 60,
        }
        if "amr" in asked.get("claims", ""):
            claims["amr"] = self.amr
        id_token = self.sign_id_token(self.spoil_id_token(claims))
        return {"access_token": token, "id_token": id_token, "token_type": "Bearer"}

    def userinfo(self, token):
        if not self.tokens.pop(token, None):
            raise ValueError("invalid_token")
        now = int(time.time())
        claims = {**self.person, "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60}
        return self.sign_userinfo(self.spoil_userinfo(claims))


class Handler(BaseHTTPRequestHandler):
    op: OidcServer

    def do_GET(self):
        url = urlsplit(self.path)
        op, path = self.op, url.path.removeprefix("/api/v2")
        op.seen.append(path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if op.down:
            return self.answer(503, "")
        if path == "/.well-known/openid-configuration":
            return self.answer(200, op.description())
        if path == "/jwks":
            return self.answer(200, {"keys": [key.as_dict(private=False) for key in op.keys]})
        try:
            if path == "/authorize":
                return self.redirect(op.authorize(asked))
            if path == "/userinfo":
                bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
                return self.answer_userinfo(op.userinfo(bearer))
        except (KeyError, ValueError) as refused:
            return self.answer(401, {"error": str(refused)})
        return self.answer(404, "")

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        sent = {n: v[0] for n, v in parse_qs(self.rfile.read(length).decode()).items()}
        self.op.seen.append("/token")
        try:
            self.answer(200, self.op.exchange(sent))
        except (KeyError, ValueError) as refused:
            self.answer(400, {"error": str(refused)})

    def answer_userinfo(self, token):
        if self.op.plain_userinfo:
            return self.answer(200, self.op.person)
        return self.answer(200, token, "application/jwt; charset=utf-8")

    def redirect(self, url):
        self.send_response(302)
        self.send_header("Location", url)
        self.end_headers()

    def answer(self, status, body, kind="application/json"):
        content = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass
