internal import CloudFormation

/// A container beside a task's own that receives traces by OTLP on the loopback address and sends them to AWS X-Ray: AWS Distro
/// for OpenTelemetry.
///
///     service.collector = CollectorSidecar(image: try ContainerImage("aws-otel-collector:v0.43.3"))
///
/// The image is the user's choice, as a copy in the account's own registry needs no way to the internet.
public struct CollectorSidecar: CheckedProperties, Sendable, Hashable {
    /// The container's name in the task definition.
    public static let containerName = "collector"
    /// The variables that direct an OpenTelemetry SDK to the collector.
    static let variables = [
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
    ]

    /// The image of the collector.
    public var image: ContainerImage
    /// The memory that the collector may use, in MiB of the task's; it stops and starts again beyond. Defaults to 128.
    public var memory = 128
    /// The share of traces that reach X-Ray, in percent. Defaults to 100.
    public var sampling = 100

    /// Describes a collector.
    public init(image: ContainerImage) {
        self.image = image
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<CollectorSidecar>] {
        [
            PropertyRule("memory", { $0.memory }, .range(64...4096, unit: "MiB")),
            PropertyRule("sampling", { $0.sampling }, .range(1...100, unit: "percent")),
        ]
    }

    /// The collector's configuration: OTLP in, X-Ray out. JSON is YAML.
    private var configuration: TemplateValue<String> {
        let processors: TemplateExpression = [
            "memory_limiter": [
                "check_interval": "1s", "limit_mib": .integer(memory * 3 / 4), "spike_limit_mib": .integer(memory / 4),
            ],
            "probabilistic_sampler": ["sampling_percentage": .integer(sampling)],
            "resourcedetection": ["detectors": ["env", "ecs"], "timeout": "2s"],
            "batch": [:],
        ]
        let configuration: TemplateExpression = [
            "receivers": [
                "otlp": [
                    "protocols": [
                        "grpc": ["endpoint": "127.0.0.1:4317"], "http": ["endpoint": "127.0.0.1:4318"],
                    ]
                ]
            ],
            "processors": processors,
            "exporters": ["awsxray": [:]],
            "service": [
                "pipelines": [
                    "traces": [
                        "receivers": ["otlp"],
                        "processors": ["memory_limiter", "probabilistic_sampler", "resourcedetection", "batch"],
                        "exporters": ["awsxray"],
                    ]
                ]
            ],
        ]
        return .literal(configuration.compactJSON)
    }

    /// Allows the grantee, a task's role, to send traces. The actions take no resource ("Actions, resources, and condition keys
    /// for AWS X-Ray").
    static func grantTraces(to grantee: some Grantee) {
        grantee.grant(
            PolicyStatement(actions: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"], resources: ["*"]))
    }

    /// The container of the task definition.
    func container(logGroup: TemplateValue<String>) -> AWS.ECS.TaskDefinition.ContainerDefinition {
        AWS.ECS.TaskDefinition.ContainerDefinition(
            image: image.reference,
            name: .literal(CollectorSidecar.containerName),
            // "Using a custom configuration" of AWS Distro for OpenTelemetry on ECS.
            environment: [.init(name: "AOT_CONFIG_CONTENT", value: configuration)],
            // The service goes on without traces.
            essential: false,
            linuxParameters: .init(capabilities: .init(drop: ["ALL"])),
            logConfiguration: ContainerTask.logConfiguration(logGroup, prefix: "collector"),
            memory: .literal(memory),
            readonlyRootFilesystem: true,
            restartPolicy: .init(enabled: true),
            user: "10001:10001")
    }
}
