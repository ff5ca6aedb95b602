import Foundation
import Models
import TestSupport
import Testing
import WebTokens

/// Tokens that another implementation has signed: joserfc (PyPI) over OpenSSL.
///
/// Their kinds are those of Wycheproof's file for JSON Web Signatures: every algorithm, the key of one with the header of another,
/// and signatures whose padding, value or form has been changed with the private key at hand. The checkout of swift-crypto has
/// Wycheproof's files for signatures, which ``WycheproofTests`` reads, but neither that file nor the one for JSON Web Keys.
@Suite(.enabled(if: PythonTool.moto.isExpected, PythonTool.moto.absence))
struct IndependentSignerTests {
    private struct Vectors: Decodable {
        let valid: [[String]]
        let invalid: [[String]]
    }

    private static let script = #"""
        import base64, hashlib, json
        from joserfc import jwk, jwt
        claims = {"iss": "https://id.example", "aud": ["weir"], "sub": "alice", "exp": 1000000600}
        keys = {"RSA": jwk.RSAKey.generate_key(2048), "P-256": jwk.ECKey.generate_key("P-256"),
                "P-384": jwk.ECKey.generate_key("P-384"), "P-521": jwk.ECKey.generate_key("P-521"),
                "Ed25519": jwk.OKPKey.generate_key("Ed25519")}
        kinds = {"RS256": "RSA", "RS384": "RSA", "RS512": "RSA", "PS256": "RSA", "PS384": "RSA", "PS512": "RSA",
                 "ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "EdDSA": "Ed25519", "Ed25519": "Ed25519"}
        def text(data):
            return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
        def encoded(value):
            return text(json.dumps(value).encode())
        valid, invalid = [], []
        for name, kind in kinds.items():
            token = jwt.encode({"alg": name, "kid": kind}, claims, keys[kind], algorithms=[name])
            valid.append([name, token])
            head, body, signature = token.split(".")
            for other, other_kind in kinds.items():
                if kind == other_kind:
                    continue
                signed = jwt.encode({"alg": name, "kid": other_kind}, claims, keys[kind], algorithms=[name])
                invalid.append(["%s with the key id of %s" % (name, other), signed])
                header = encoded({"alg": other, "kid": other_kind})
                invalid.append(["%s under the header of %s" % (name, other), header + "." + body + "." + signature])
            invalid.append([name + " without its last character", token[:-1]])
            invalid.append([name + " of another payload", head + "." + encoded(dict(claims, sub="bob")) + "." + signature])

        # RSA signatures with another padding (RFC 8017, section 9.2), computed with the private numbers.
        numbers = keys["RSA"].raw_value.private_numbers()
        n, d = numbers.public_numbers.n, numbers.d
        message = encoded({"alg": "RS256", "kid": "RSA"}) + "." + encoded(claims)
        digest = hashlib.sha256(message.encode()).digest()
        info = bytes.fromhex("3031300d060960864801650304020105000420")
        def block(t, prefix=b"\x00\x01", fill=b"\xff", end=b"", separator=b"\x00", count=None):
            if count is None:
                count = 256 - len(prefix) - len(separator) - len(t) - len(end)
            return (prefix + fill * count + separator + t + end).ljust(256, b"\x00")[:256]
        blocks = {
            "right": block(info + digest),
            "without null": block(bytes.fromhex("302f300b06096086480165030402010420") + digest),
            "type 2": block(info + digest, prefix=b"\x00\x02"),
            "type 0": block(info + digest, prefix=b"\x00\x00"),
            "zeros": block(info + digest, fill=b"\x00"),
            "fe": block(info + digest, fill=b"\xfe"),
            "no separator": block(info + digest, separator=b""),
            "two separators": block(info + digest, separator=b"\x00\x00"),
            "separator of one": block(info + digest, separator=b"\x01"),
            "garbage behind": block(info + digest, end=b"\x55" * 32),
            "short fill and garbage": block(info + digest, count=8),
            "no fill and garbage": block(info + digest, count=0),
            "other hash": block(bytes.fromhex("3021300906052b0e03021a05000414") + digest[:20]),
            "name of another hash": block(bytes.fromhex("3031300d060960864801650304020305000420") + digest),
            "hash cut": block(info + digest[:31]),
            "hash longer": block(info + digest + b"\x00"),
            "hash alone": block(digest),
            "wrong length": block(info[:1] + b"\x32" + info[2:] + digest + b"\x00"),
            "long form of the length": block(b"\x30\x81\x31" + info[2:] + digest),
            "indefinite length": block(b"\x30\x80" + info[2:] + digest + b"\x00\x00"),
            "octets as bits": block(info[:-2] + b"\x03\x20" + digest),
        }
        for name, data in blocks.items():
            value = pow(int.from_bytes(data, "big"), d, n).to_bytes(256, "big")
            (valid if name == "right" else invalid).append(["padding: " + name, message + "." + text(value)])
        right = pow(int.from_bytes(blocks["right"], "big"), d, n)
        for name, value in {"right plus n": right + n, "n less right": n - right, "1": 1, "n": n, "n less 1": n - 1}.items():
            invalid.append(["value: " + name, message + "." + text(value.to_bytes(257 if value >> 2048 else 256, "big"))])

        # ECDSA signatures in other forms.
        for kind, name, size in [("P-256", "ES256", 32), ("P-384", "ES384", 48), ("P-521", "ES512", 66)]:
            token = jwt.encode({"alg": name, "kid": kind}, claims, keys[kind], algorithms=[name])
            start, signature = token.rsplit(".", 1)
            raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
            r, s = raw[:size], raw[size:]
            def integer(data):
                data = data.lstrip(b"\x00") or b"\x00"
                data = b"\x00" + data if data[0] & 0x80 else data
                return b"\x02" + bytes([len(data)]) + data
            der = integer(r) + integer(s)
            der = (b"\x30" if len(der) < 128 else b"\x30\x81") + bytes([len(der)]) + der
            zero = bytes(size)
            for form, data in {"DER": der, "r zero": zero + s, "s zero": r + zero, "zeros": zero + zero,
                               "ones": b"\xff" * 2 * size, "exchanged": s + r, "wide": b"\x00" + r + b"\x00" + s,
                               "narrow": r[1:] + s[1:]}.items():
                invalid.append([name + ": " + form, start + "." + text(data)])
        print(json.dumps({"keys": [dict(key.as_dict(private=False), kid=name) for name, key in keys.items()]}))
        print(json.dumps({"valid": valid, "invalid": invalid}))
        """#

    @Test("Every valid token of another implementation is accepted, and every invalid one is refused")
    func vectors() async throws {
        let lines = try await PythonTool.moto.run(Self.script).split(separator: UInt8(ascii: "\n"))
        let keys = try KeySet(document: Array(try #require(lines.first)))
        let vectors = try JSONDecoder().decode(Vectors.self, from: #require(lines.last))
        let policy = TokenPolicy(
            issuer: "https://id.example", algorithms: Set(SignatureAlgorithm.allCases), audiences: ["weir"])
        let now = Timestamp(microseconds: 1_000_000_000_000_000)
        func isAccepted(_ token: String) -> Bool {
            (try? TokenVerifier.verify(Array(token.utf8), keys: keys, policy: policy, now: now)) != nil
        }
        for vector in vectors.valid { #expect(isAccepted(vector[1]), "\(vector[0])") }
        for vector in vectors.invalid { #expect(!isAccepted(vector[1]), "\(vector[0])") }
        #expect(vectors.valid.count == 12 && vectors.invalid.count > 200)
    }
}
