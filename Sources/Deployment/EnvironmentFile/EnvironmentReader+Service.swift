import Infra
import ServerContract

extension EnvironmentReader {
    static let serviceKeys: [EnvironmentKey] = [
        "image", "architecture", "cpu", "memory", "ephemeralStorage", "count", "scaling", "strategy", "port",
        "anonymous", "allow", "internal", "domain", "hostedZone", "certificate", "insecureHTTP", "tls", "idleTimeout",
        "accessLogDays", "logDays", "exec", "insights", "deletionProtection",
        EnvironmentKey(
            "collector",
            "The image of AWS Distro for OpenTelemetry, which sends the tasks' traces to X-Ray; none without it."),
        EnvironmentKey(
            "secrets",
            "Environment variables and the ARNs of the secrets that fill them, with #FIELD for a field of JSON."),
    ]

    /// The names that Docker, Go, Debian and vendors use for processors.
    private static let architectureWords = [
        "amd64": "x86_64", "x64": "x86_64", "x86": "x86_64", "x86-64": "x86_64", "intel": "x86_64", "amd": "x86_64",
        "aarch64": "arm64", "arm": "arm64", "arm64v8": "arm64", "arm64/v8": "arm64", "graviton": "arm64",
    ]

    /// Reads `service` into an environment's cluster, load balancer and service; nil without a valid image.
    func service(_ block: SettingsReader, region: String?, account: String?) -> DeploymentEnvironment? {
        var expected = "an image such as weir:1.2.0"
        if let text = block.text("image") {
            do { _ = try ContainerImage(text) } catch { expected = error.expected }
        }
        let image = block.required("image", expected: expected) { text in try? ContainerImage(text) }
        // Without an image the other keys are read all the same, to report their faults.
        guard let placeholder = image ?? (try? ContainerImage("weir:0")) else { return nil }
        var environment = DeploymentEnvironment(name: name, region: region ?? "", image: placeholder)
        block.set(
            "architecture", \.architecture, of: &environment.service,
            synonyms: EnvironmentReader.architectureWords)
        if let size = size(block, environment.service.size) { environment.service.size = size }
        block.set("ephemeralStorage", \.ephemeralStorage, of: &environment.service, off: true)
        scaling(block, of: &environment.service)
        environment.service.strategy = strategy(block, environment.service.strategy)
        block.check("scaling", "scaling.requests", of: environment.service)
        block.set("port", \.targetPort, of: &environment.loadBalancer, "targetPort")
        let anonymous = block.choice(
            "anonymous", AnonymousAccess.allCases.map { ($0.rawValue, $0) },
            synonyms: [
                "off": "none", "false": "none", "readonly": "read", "read-only": "read", "write": "all", "true": "all",
            ])
        if let anonymous { environment.anonymous = anonymous }
        let blocks = block.list(
            "allow", expected: "blocks such as 203.0.113.0/24, with no bits beyond the prefix", IPv4Block.init(text:))
        block.set("internal", \.isInternal, of: &environment.loadBalancer, "isInternal")
        environment.loadBalancer.certificate = certificate(block, region: region, account: account)
        block.set("tls", \.tlsPolicy, of: &environment.loadBalancer, "tlsPolicy")
        block.set("idleTimeout", \.idleTimeout, of: &environment.loadBalancer, in: Period.seconds)
        if !environment.timeouts.problems.isEmpty {
            block.refuse(
                "idleTimeout", expected: "at least 2 s: a database statement ends before it, after a second or more")
        }
        block.set("accessLogDays", \.accessLogs, of: &environment.loadBalancer, "accessLogs", off: true)
        publicName(block, of: &environment)
        if let blocks {
            environment.loadBalancer.allowedBlocks = blocks
            // With HTTPS each block takes two rules.
            var balancer = environment.loadBalancer
            if environment.servesHTTPS { balancer.certificate = balancer.certificate ?? "" }
            block.check("allow", "allowedBlocks", of: balancer)
        }
        block.set("logDays", \.logs, of: &environment.service, "logs")
        let collector = block.optional(
            "collector", expected: "the image of AWS Distro for OpenTelemetry, such as aws-otel-collector:v0.43.3"
        ) { text in try? ContainerImage(text) }
        environment.service.collector = collector.map { CollectorSidecar(image: $0) }
        secrets(block, of: &environment.service)
        block.set("exec", \.exec, of: &environment.service)
        block.set("insights", \.insights, of: &environment.cluster)
        block.set("deletionProtection", \.deletionProtection, of: &environment.loadBalancer)
        return image == nil ? nil : environment
    }

    private func size(_ block: SettingsReader, _ fallback: FargateSize) -> FargateSize? {
        let cpu = block.number("cpu", oneOf: FargateSize.cpus) ?? fallback.cpu
        let memories = FargateSize.memories(forCPU: cpu)
        if block.text("memory") == nil, block.text("cpu") != nil, let least = memories.first {
            return FargateSize(cpu: cpu, memory: least)
        }
        let memory = block.number("memory", oneOf: memories, note: " (MiB) with cpu \(cpu)")
        return FargateSize(cpu: cpu, memory: memory ?? fallback.memory)
    }

    private func certificate(
        _ block: SettingsReader, region: String?, account: String?
    ) -> ResourceARN<AWS.CertificateManager.Certificate>? {
        let place = "\(region ?? "<region>"):\(account ?? "<account>")"
        return block.optional(
            "certificate", expected: "a certificate of ACM here: arn:aws:acm:\(place):certificate/<id>"
        ) { text in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 6, parts[0] == "arn", parts[1].hasPrefix("aws"), parts[2] == "acm",
                region == nil || parts[3] == region ?? "", parts[4].utf8.count == 12,
                account == nil || parts[4] == account ?? "", parts[5].hasPrefix("certificate/"),
                parts[5].utf8.count > 12, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
            else { return nil }
            return ResourceARN(.literal(text))
        }
    }
}
