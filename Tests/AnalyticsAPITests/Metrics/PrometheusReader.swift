import Foundation
import Models
import TestSupport

/// A text of metrics as the parsers of PyPI's `prometheus-client` read it.
struct PrometheusReader {
    /// A sample.
    struct Sample: Decodable {
        let name: String
        let labels: [String: String]
        let value: Double
        let exemplar: [String: String]?
        let exemplarValue: Double?
        let exemplarTime: Double?
    }

    /// A family of samples.
    struct Family: Decodable {
        let name: String
        let type: String
        let help: String
        let samples: [Sample]
    }

    let families: [Family]

    /// Parses a text.
    ///
    /// - Throws: An error with the parser's message for a text that it rejects.
    init(_ text: String, isOpenMetrics: Bool) async throws {
        let script = """
            import json, math, sys
            from prometheus_client.\(isOpenMetrics ? "openmetrics." : "")parser import text_string_to_metric_families as read
            out = []
            for family in read(sys.stdin.read()):
                samples = []
                for s in family.samples:
                    e = s.exemplar
                    samples.append({"name": s.name, "labels": s.labels, "value": s.value,
                        "exemplar": e.labels if e else None, "exemplarValue": e.value if e else None,
                        "exemplarTime": float(e.timestamp) if e and e.timestamp else None})
                out.append({"name": family.name, "type": family.type, "help": family.documentation, "samples": samples})
            json.dump(out, sys.stdout)
            """
        let output = try await PythonTool.prometheusClient.run(script, input: Data(text.utf8))
        families = try JSONDecoder().decode([Family].self, from: output)
    }

    /// Returns the value of the only sample with a name and labels; `nil` if there is none.
    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        families.flatMap(\.samples).first { $0.name == name && $0.labels == labels }?.value
    }
}
