import Foundation
import Infra
import InfraTesting
import Testing

@Suite("CollectorSidecar")
struct CollectorSidecarTests {
    private func template(_ change: (inout CollectorSidecar) -> Void = { _ in }) throws -> Template {
        try TestStack.template { try build(change, in: $0) }
    }

    private func build(_ change: (inout CollectorSidecar) -> Void, in scope: Scope) throws {
        var collector = CollectorSidecar(image: try ContainerImage("collector:v1"))
        change(&collector)
        var service = ContainerService(image: try ContainerImage("orders:1"))
        service.collector = collector
        service.environment = ["OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"]
        TestStack.addAPI(service, in: scope)
    }

    @Test("A collector is a second, hardened container without which the service goes on")
    func container() throws {
        let template = try template()
        #expect(
            template.mismatch(
                "ApiTask",
                with: [
                    "ContainerDefinitions": [
                        ["Name": "main", "Essential": true],
                        [
                            "Name": "collector", "Essential": false, "Memory": 128, "ReadonlyRootFilesystem": true,
                            "User": "10001:10001", "LinuxParameters": ["Capabilities": ["Drop": ["ALL"]]],
                            "RestartPolicy": ["Enabled": true],
                        ],
                    ]
                ]) == nil)
        // The description's own variables win over the collector's.
        #expect(
            template.property("ApiTask", "ContainerDefinitions/0/Environment") == [
                ["Name": "OTEL_EXPORTER_OTLP_ENDPOINT", "Value": "http://127.0.0.1:4318"],
                ["Name": "OTEL_EXPORTER_OTLP_PROTOCOL", "Value": "grpc"],
            ])
    }

    @Test("The task's role may send traces, and the execution role pulls the collector's image")
    func roles() throws {
        let template = try template()
        #expect(
            template.statements(ofRole: "ApiTaskRole").map(\.actions)
                == [["xray:PutTelemetryRecords", "xray:PutTraceSegments"]])
        #expect(
            template.statements(ofRole: "ApiExecutionRole").contains {
                $0.resources.contains { "\($0.compactJSON)".contains("repository/collector") }
            })
    }

    @Test("The collector's configuration receives OTLP on the loopback address alone, and samples")
    func configuration() throws {
        let template = try template {
            $0.sampling = 5
            $0.memory = 256
        }
        guard
            case .string(let text)? = template.property("ApiTask", "ContainerDefinitions/1/Environment/0/Value"),
            let configuration = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        else {
            Issue.record("the configuration is not JSON")
            return
        }
        #expect(Set(configuration.keys) == ["receivers", "processors", "exporters", "service"])
        #expect(text.contains(#""endpoint":"127.0.0.1:4318""#))
        #expect(!text.contains("0.0.0.0"))
        #expect(text.contains(#""sampling_percentage":5"#))
        #expect(text.contains(#""limit_mib":192"#))
    }

    @Test("Values that the collector refuses are reported with the service's path")
    func rules() throws {
        let problems = try TestStack.problems { scope in
            try build(
                {
                    $0.sampling = 0
                    $0.memory = 10
                }, in: scope)
        }
        #expect(problems.count == 2 && problems.allSatisfy { $0.hasPrefix("test/Api: collector.") }, "\(problems)")
    }
}
