import AWSSigV4
import Processes

/// A stub of the container agent and the instance metadata service on loopback, which returns the given keys.
final class MetadataStub: Sendable {
    let url: String
    /// The server's process, which ends at the end of its input and is killed with this object.
    private let process: ChildProcess

    struct NotStartedError: Error {}

    init(_ credentials: AWSCredentials) async throws {
        process = try ChildProcess(
            [
                "python3", "-c", Self.script, credentials.accessKeyID, credentials.secretAccessKey,
                credentials.sessionToken ?? "",
            ], input: .lines, output: .lines, errors: .discarded)
        guard let line = await process.line(within: .seconds(60)) else { throw NotStartedError() }
        url = line
    }

    /// The server's script, which requires the container's token, and for the instance a token fetched before.
    private static let script = #"""
        import datetime, http.server, json, os, sys, threading
        key, secret, token = sys.argv[1:4]
        end = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
        keys = {"AccessKeyId": key, "SecretAccessKey": secret, "Token": token, "Expiration": end}
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *args): pass
            def answer(self, status, body):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def do_PUT(self):
                good = self.path == "/latest/api/token" and self.headers.get("x-aws-ec2-metadata-token-ttl-seconds") == "21600"
                self.answer(*((200, b"imds-token") if good else (400, b"")))
            def do_GET(self):
                if self.path == "/container":
                    good = self.headers.get("Authorization") == "Bearer agent-token"
                    return self.answer(200 if good else 403, json.dumps(keys).encode() if good else b"{}")
                if self.headers.get("x-aws-ec2-metadata-token") != "imds-token": return self.answer(401, b"")
                base = "/latest/meta-data/iam/security-credentials"
                if self.path.rstrip("/") == base: return self.answer(200, b"instance-role")
                if self.path == base + "/instance-role":
                    return self.answer(200, json.dumps({"Code": "Success", "Type": "AWS-HMAC", **keys}).encode())
                self.answer(404, b"")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print("http://127.0.0.1:%d" % server.server_address[1], flush=True)
        sys.stdin.read()
        os._exit(0)
        """#
}
