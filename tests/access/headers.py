"""What the headers of an answer must say."""

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
HSTS = "max-age=31536000; includeSubDomains; preload"


def missing(answer):
    """The headers that an answer lacks, or has otherwise."""
    wanted = {**EXPECTED, "Strict-Transport-Security": HSTS}
    found = [name for name, value in wanted.items() if answer.get(name) != value]
    if "camera=()" not in answer.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    return found + weak(answer.get("Content-Security-Policy", ""))


def weak(policy):
    """What a policy lets through: a page's is strict, a file's is a sandbox."""
    rules = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    if rules.get("default-src") != "'none'":
        return ["default-src"]
    if "script-src" in rules and rules.get("object-src") != "'none'":
        return ["object-src"]
    unsafe = [name for name, value in rules.items() if "unsafe" in value]
    # The reader of PDF files styles itself; nothing else of such an answer is read.
    return [] if unsafe == ["style-src"] and "script-src" not in rules else unsafe


def is_private(answer):
    kept = answer.get("Cache-Control", "")
    return "no-store" in kept and "private" in kept
