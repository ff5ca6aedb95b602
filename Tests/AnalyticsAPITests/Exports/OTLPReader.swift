import Foundation
import TestSupport

/// The requests of OTLP in JSON as the messages of PyPI's `opentelemetry-proto` decode them.
enum OTLPReader {
    /// A decoded span.
    struct Span: Decodable {
        let trace: String
        let id: String
        let parent: String
        let name: String
        let kind: Int
        let nanoseconds: [Int64]
        let attributes: [String: String]
        let status: Int
    }

    /// A decoded data point.
    struct Point: Decodable {
        let metric: String
        let unit: String
        let kind: String
        let attributes: [String: String]
        let value: Double?
        let counts: [Int]
        let bounds: [Double]
        let exemplars: [String]
        let temporality: Int
        let isMonotonic: Bool
    }

    /// The decoded requests.
    struct Content: Decodable {
        let resource: [String: String]
        let spans: [Span]
        let points: [Point]
    }

    // OTLP writes ids in hexadecimal digits, where the JSON of Protocol Buffers has Base64. A field that the message does not have
    // is an error of `Parse`.
    private static let script = """
        import base64, json, sys
        from google.protobuf import json_format
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
        from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
        def ids(x):
            if isinstance(x, dict):
                return {k: base64.b64encode(bytes.fromhex(v)).decode() if k in ("traceId", "spanId", "parentSpanId") else ids(v)
                        for k, v in x.items()}
            return [ids(v) for v in x] if isinstance(x, list) else x
        def text(v):
            return str(getattr(v, v.WhichOneof("value")))
        def pairs(attributes):
            return {a.key: text(a.value) for a in attributes}
        out = {"resource": {}, "spans": [], "points": []}
        for line in sys.stdin.read().splitlines():
            document = ids(json.loads(line))
            if "resourceSpans" in document:
                for r in json_format.ParseDict(document, ExportTraceServiceRequest()).resource_spans:
                    out["resource"] = pairs(r.resource.attributes)
                    for s in (s for scope in r.scope_spans for s in scope.spans):
                        out["spans"].append({"trace": s.trace_id.hex(), "id": s.span_id.hex(), "parent": s.parent_span_id.hex(),
                            "name": s.name, "kind": s.kind, "nanoseconds": [s.start_time_unix_nano, s.end_time_unix_nano],
                            "attributes": pairs(s.attributes), "status": s.status.code})
            else:
                for r in json_format.ParseDict(document, ExportMetricsServiceRequest()).resource_metrics:
                    out["resource"] = pairs(r.resource.attributes)
                    for m in (m for scope in r.scope_metrics for m in scope.metrics):
                        kind = m.WhichOneof("data")
                        data = getattr(m, kind)
                        for p in data.data_points:
                            h = kind == "histogram"
                            out["points"].append({"metric": m.name, "unit": m.unit, "kind": kind,
                                "attributes": pairs(p.attributes), "value": p.sum if h else p.as_double,
                                "counts": list(p.bucket_counts) if h else [], "bounds": list(p.explicit_bounds) if h else [],
                                "exemplars": [e.trace_id.hex() for e in p.exemplars] if h else [],
                                "temporality": 0 if kind == "gauge" else data.aggregation_temporality,
                                "isMonotonic": kind == "sum" and data.is_monotonic})
        json.dump(out, sys.stdout)
        """

    /// Decodes requests.
    ///
    /// - Throws: An error with the decoder's message for a request that is not valid.
    static func read(_ requests: [[UInt8]]) async throws -> Content {
        let lines = Data(requests.joined(separator: [0x0A]))
        let output = try await PythonTool.opentelemetryProto.run(script, input: lines)
        return try JSONDecoder().decode(Content.self, from: output)
    }
}
