import Foundation
import Models
import Processes
import TestSupport

/// A receiver of OTLP over HTTP that decodes each request with PyPI's `opentelemetry-proto`.
struct OTLPReceiver {
    /// A received request.
    struct Request: Decodable {
        let path: String
        /// The decoder's message; `nil` for a valid request.
        let error: String?
        /// The names of spans and metrics.
        let names: [String]
        /// The body as it came.
        let body: String
    }

    private static let script = """
        import base64, http.server, json
        from google.protobuf import json_format
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
        from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
        def ids(x):
            if isinstance(x, dict):
                return {k: base64.b64encode(bytes.fromhex(v)).decode() if k in ("traceId", "spanId", "parentSpanId") else ids(v)
                        for k, v in x.items()}
            return [ids(v) for v in x] if isinstance(x, list) else x
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                out = {"path": self.path, "error": None, "names": [], "body": body}
                try:
                    document = ids(json.loads(body))
                    if self.path.endswith("/traces"):
                        for r in json_format.ParseDict(document, ExportTraceServiceRequest()).resource_spans:
                            out["names"] += [s.name for scope in r.scope_spans for s in scope.spans]
                    else:
                        for r in json_format.ParseDict(document, ExportMetricsServiceRequest()).resource_metrics:
                            out["names"] += [m.name for scope in r.scope_metrics for m in scope.metrics]
                except Exception as error:
                    out["error"] = repr(error)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
                print(json.dumps(out), flush=True)
            def log_message(self, *arguments):
                pass
        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        print(server.server_port, flush=True)
        server.serve_forever()
        """

    /// The base URL.
    let url: String
    private let process: ChildProcess

    init() async throws {
        guard let python = PythonTool.opentelemetryProto.interpreter else {
            throw ChildProcessError("\(PythonTool.opentelemetryProto.absence)")
        }
        process = try ChildProcess([python.path, "-c", Self.script], output: .lines)
        guard let line = await process.line(within: .seconds(30)), let port = Int(line) else {
            throw ChildProcessError("the receiver has not started")
        }
        url = "http://127.0.0.1:\(port)"
    }

    /// The next request; `nil` if none comes in time.
    func request() async throws -> Request? {
        guard let line = await process.line(within: .seconds(30)) else { return nil }
        return try JSONDecoder().decode(Request.self, from: Data(line.utf8))
    }

    /// Ends the receiver.
    func end() { process.signal(SIGKILL) }
}
