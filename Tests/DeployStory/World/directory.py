"""IAM database authentication for PostgreSQL: an LDAP server on loopback that accepts a signed token as a password.

RDS checks tokens inside its PostgreSQL. Plain PostgreSQL can ask an LDAP server instead (pg_hba.conf, method ldap), which gets
the user's name and the password of a simple bind (RFC 4511 section 4.2).
"""

import asyncio
import datetime
import hashlib
import hmac
import sys
import urllib.parse

import forward


def _read(data, at):
    """A BER element: its tag, its contents, and the place after it."""
    tag, size, at = data[at], data[at + 1], at + 2
    if size & 0x80:
        count = size & 0x7F
        size, at = int.from_bytes(data[at:at + count], "big"), at + count
    return tag, data[at:at + size], at + size


def _element(tag, contents):
    size = len(contents)
    encoded = bytes([size]) if size < 0x80 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + encoded + contents


def _signed(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def refusal(user, token):
    """The reason to refuse a token (SigV4 in the query, service rds-db), or None."""
    host, _, query = token.partition("/?")
    fields = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
    signature = fields.pop("X-Amz-Signature", "")
    scope = fields.get("X-Amz-Credential", "").split("/")
    if len(scope) != 5 or scope[3] != "rds-db" or fields.get("Action") != "connect":
        return "the password is not a token"
    if fields.get("DBUser") != user:
        return f"the token is for {fields.get('DBUser')}"
    when = datetime.datetime.strptime(fields["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
    age = (datetime.datetime.now(datetime.timezone.utc) - when).total_seconds()
    if not -300 <= age <= float(fields["X-Amz-Expires"]):
        return f"the token is {age:.0f} s old"
    found = [item for item in list(forward.issued.values()) if item["Token"] == fields.get("X-Amz-Security-Token")]
    if not found or found[0]["AccessKeyId"] != scope[0]:
        return "the token's credentials were issued to no task"
    quote = urllib.parse.quote
    canonical = "&".join(f"{quote(key, safe='-_.~')}={quote(value, safe='-_.~')}" for key, value in sorted(fields.items()))
    request = f"GET\n/\n{canonical}\nhost:{host}\n\nhost\n" + hashlib.sha256(b"").hexdigest()
    text = f"AWS4-HMAC-SHA256\n{fields['X-Amz-Date']}\n{'/'.join(scope[1:])}\n{hashlib.sha256(request.encode()).hexdigest()}"
    key = ("AWS4" + found[0]["SecretAccessKey"]).encode()
    for part in scope[1:]:
        key = _signed(key, part)
    return None if hmac.compare_digest(_signed(key, text).hex(), signature) else "the token's signature is wrong"


async def _serve(reader, writer):
    try:
        while True:
            head = await reader.readexactly(2)
            size = head[1]
            if size & 0x80:
                more = await reader.readexactly(size & 0x7F)
                head, size = head + more, int.from_bytes(more, "big")
            _, message, _ = _read(head + await reader.readexactly(size), 0)
            _, identifier, at = _read(message, 0)
            tag, operation, _ = _read(message, at)
            if tag != 0x60:  # BindRequest
                break
            _, _, at = _read(operation, 0)
            _, name, at = _read(operation, at)
            _, password, _ = _read(operation, at)
            try:
                reason = refusal(name.decode(), password.decode())
            except (ValueError, KeyError) as error:
                reason = f"the token cannot be read: {error}"
            if reason:
                print(f"IAM database authentication of {name.decode()!r} refused: {reason}", file=sys.stderr, flush=True)
            result = _element(0x0A, bytes([49 if reason else 0])) + _element(0x04, b"") + _element(0x04, (reason or "").encode())
            writer.write(_element(0x30, _element(0x02, identifier) + _element(0x61, result)))
            await writer.drain()
    except (OSError, EOFError, IndexError):
        pass
    finally:
        writer.close()


def start(loop, port):
    """Listens on loopback, on the given loop of another thread."""
    asyncio.run_coroutine_threadsafe(asyncio.start_server(_serve, "127.0.0.1", port), loop).result(10)
