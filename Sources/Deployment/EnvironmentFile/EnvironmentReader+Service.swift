import Infra
import ServerContract

extension EnvironmentReader {
    static let serviceKeys: [EnvironmentKey] = [
        EnvironmentKey("image", "The server's image with a version or digest. Required.", example: "weir:1.2.0"),
        EnvironmentKey("architecture", "The processor architecture of the image.", example: "arm64"),
        EnvironmentKey(
            "cpu", "The CPU units of a task; 1024 are one processor.", example: "512",
            standard: { String($0.service.size.cpu) }),
        EnvironmentKey(
            "memory",
            "The memory of a task in MiB. The valid values depend on `cpu`, and a file that sets `cpu` alone gets the least.",
            example: "1024", standard: { String($0.service.size.memory) }),
        EnvironmentKey("ephemeralStorage", "The temporary storage of a task in GiB.", example: "30"),
        EnvironmentKey("count", "A fixed number of tasks, in place of `scaling`.", example: "2"),
        EnvironmentKey("scaling", "A number of tasks that follows the load."),
        EnvironmentKey("strategy", "The way to a new version: a word, or a block with details."),
        EnvironmentKey("port", "The port of the server in its container.", example: "8080"),
        EnvironmentKey(
            "anonymous", "The rights of clients without a key.", example: "read", standard: { $0.anonymous.rawValue }),
        EnvironmentKey(
            "allow", "The blocks of addresses that may connect.", example: "[10.0.0.0/8]",
            standard: { KeyCatalog.text(of: $0.loadBalancer.allowedBlocks) }),
        EnvironmentKey(
            "imports",
            "The buckets of Amazon S3, and prefixes in them, that clients may import objects from; tasks may read them.",
            example: "[s3://acme-events/weir/]", standard: { KeyCatalog.text(of: $0.imports) }),
        EnvironmentKey(
            "internal", "Makes the load balancer reachable from the VPC and connected networks only.", example: "true"),
        EnvironmentKey(
            "domain", "The host name for clients, which the certificate covers.", example: "api.example.com"),
        EnvironmentKey(
            "hostedZone",
            "The Route 53 zone of the host name, for the certificate's validation and the name's records.",
            example: "Z0123456789ABCDEFGHIJ"),
        EnvironmentKey(
            "certificate", "A certificate of your own in ACM, in place of `hostedZone`.",
            example: "arn:aws:acm:eu-central-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"),
        EnvironmentKey(
            "insecureHTTP", "The reason why clients of production connect without encryption.",
            example: "the company's gateway adds TLS"),
        EnvironmentKey("tls", "The oldest TLS version that the load balancer accepts.", example: "1.3"),
        EnvironmentKey(
            "idleTimeout", "The time in seconds after which the load balancer closes a silent connection.",
            example: "60", standard: { String($0.loadBalancer.idleTimeout.seconds) }),
        EnvironmentKey("accessLogDays", "The retention of the load balancer's access logs in days.", example: "90"),
        EnvironmentKey("logDays", "The retention of the tasks' logs in days.", example: "30"),
        EnvironmentKey(
            "secrets",
            "Environment variables and the ARNs of the secrets that fill them, with #FIELD for a field of JSON."),
        EnvironmentKey(
            "exec", "Allows a shell in tasks through ECS Exec; the root file system is then writable.", example: "false"
        ),
        EnvironmentKey("insights", "Detailed metrics of the cluster, Container Insights.", example: "true"),
        EnvironmentKey("deletionProtection", "Refuses deletion of the load balancer.", example: "true"),
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
        imports(block, of: &environment)
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
        secrets(block, of: &environment.service)
        block.set("exec", \.exec, of: &environment.service)
        block.set("insights", \.insights, of: &environment.cluster)
        block.set("deletionProtection", \.deletionProtection, of: &environment.loadBalancer)
        return image == nil ? nil : environment
    }

    /// Reads the places that clients may import objects from, as a template can grant them.
    private func imports(_ block: SettingsReader, of environment: inout DeploymentEnvironment) {
        let expected = ImportPlace.expected + ", in printable ASCII characters without *, ?, $ and commas"
        let places = block.list("imports", expected: expected) { text in
            ImportPlace(text).flatMap { place in
                BucketObjects.valid.contains(BucketObjects(bucket: place.bucket, prefix: place.prefix)) ? place : nil
            }
        }
        guard let places else { return }
        environment.imports = places
        var network = Network()
        network.readableObjects = environment.importedObjects
        block.check("imports", "readableObjects", of: network)
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
