import Infra

extension EnvironmentReader {
    static let networkKeys = ["cidr", "zones", "nat", "endpoints", "flowLogDays"]
    static let databaseKeys = [
        "instance", "version", "storage", "maximumStorage", "multiZone", "backupDays", "deletionProtection", "removal",
        "performanceInsights", "name",
    ]
    static let serviceKeys = [
        "image", "architecture", "cpu", "memory", "count", "port", "anonymous", "allow", "internal", "certificate",
        "logDays", "exec", "insights", "deletionProtection",
    ]

    /// The names that Docker, Go, Debian and vendors have for processors.
    static let architectureWords = [
        "amd64": "x86_64", "x64": "x86_64", "x86": "x86_64", "x86-64": "x86_64", "intel": "x86_64", "amd": "x86_64",
        "aarch64": "arm64", "arm": "arm64", "arm64v8": "arm64", "arm64/v8": "arm64", "graviton": "arm64",
    ]

    /// The only retentions CloudWatch Logs has (`PutRetentionPolicy`).
    static let retentionDays = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ]

    func network(_ block: SettingsReader, _ tier: Tier) -> NetworkSettings {
        var settings = NetworkSettings(tier: tier)
        let cidr = block.optional(
            "cidr", expected: "a private block from /16 to /22 with no bits beyond the prefix, such as 10.0.0.0/16"
        ) { text in
            // Sixteen subnets are cut from it; a load balancer wants at least 8 free addresses in each, tasks many more.
            IPv4Block(text).flatMap {
                $0.description == text && $0.isPrivate && (16...22).contains($0.prefix) ? $0 : nil
            }
        }
        if let cidr { settings.cidr = cidr }
        if let zones = block.number("zones", 2...3) { settings.zones = zones }
        let nats: [(String, Network.NAT)] = [("0", .none), ("1", .one), ("per-zone", .perZone)]
        let natWords = [
            "none": "0", "off": "0", "false": "0", "one": "1", "true": "1", "all": "per-zone", "2": "per-zone",
        ]
        if let nat = block.choice("nat", nats, synonyms: natWords) {
            settings.nat = nat
        }
        settings.endpoints = block.flag("endpoints") ?? (settings.nat == .none)
        if settings.nat == .none, !settings.endpoints {
            block.refuse("endpoints", expected: "true: with nat 0 tasks can pull their image through endpoints only")
        }
        settings.flowLogDays = days("flowLogDays", block, default: settings.flowLogDays)
        return settings
    }

    private func days(_ key: String, _ block: SettingsReader, default fallback: Int?) -> Int? {
        if block.text(key) == "off" { return nil }
        return block.number(key, oneOf: EnvironmentReader.retentionDays, note: " days, or off") ?? fallback
    }

    func database(_ block: SettingsReader, _ tier: Tier) -> DatabaseSettings {
        var settings = DatabaseSettings(tier: tier)
        let instance = block.optional(
            "instance", expected: "an instance class such as db.t4g.micro or db.m7g.2xlarge",
            EnvironmentReader.instanceClass)
        if let instance { settings.instance = instance }
        let versions = PostgresVersion.majors
        let version = block.optional(
            "version",
            expected:
                "a major version from \(versions.lowerBound) to \(versions.upperBound), or a minor one such as 17.9",
            PostgresVersion.init)
        if let version { settings.version = version }
        // The sizes gp3 has for PostgreSQL: "Amazon RDS DB instance storage".
        if let storage = block.number("storage", 20...65536, unit: " (GiB)") {
            settings.storage = storage
            settings.maximumStorage = min(storage * 5, 65536)
        }
        if block.text("maximumStorage") == "off" {
            settings.maximumStorage = nil
        } else {
            // RDS refuses a limit less than a tenth above the size: "Managing capacity automatically".
            let least = (settings.storage * 11 + 9) / 10
            if least > 65536 {
                settings.maximumStorage = nil
                if block.text("maximumStorage") != nil {
                    block.refuse("maximumStorage", expected: "off: storage has no room left to grow")
                }
            } else if let maximum = block.number("maximumStorage", least...65536, unit: " (GiB), or off") {
                settings.maximumStorage = maximum
            }
        }
        if let multiZone = block.flag("multiZone") { settings.multiZone = multiZone }
        if let days = block.number("backupDays", 1...35) { settings.backupDays = days }
        if let protection = block.flag("deletionProtection") { settings.deletionProtection = protection }
        let removals: [(String, ResourceOptions.Policy)] = [
            ("snapshot", .snapshot), ("retain", .retain), ("delete", .delete),
        ]
        let removalWords = ["keep": "retain", "destroy": "delete", "remove": "delete", "backup": "snapshot"]
        if let removal = block.choice("removal", removals, synonyms: removalWords) { settings.removal = removal }
        if let insights = block.flag("performanceInsights") { settings.performanceInsights = insights }
        let name = block.optional(
            "name", expected: "letters, digits and underscores, a letter first, at most 63 characters",
            EnvironmentReader.databaseName)
        if let name { settings.name = name }
        return settings
    }

    func service(
        _ block: SettingsReader, _ tier: Tier, region: String?, account: String?
    ) -> ServiceSettings? {
        var expected = "an image such as weir:1.2.0"
        if let text = block.text("image") {
            do { _ = try ContainerImage(text) } catch { expected = error.expected }
        }
        let image = block.required("image", expected: expected) { text in try? ContainerImage(text) }
        // Without an image the rest is read all the same, to find what else is wrong.
        let stand = image ?? (try? ContainerImage("weir:0"))
        guard let stand else { return nil }
        var settings = ServiceSettings(image: stand, tier: tier)
        if let architecture = block.choice(
            "architecture", ContainerService.Architecture.allCases.map { ($0.rawValue, $0) },
            synonyms: EnvironmentReader.architectureWords)
        {
            settings.architecture = architecture
        }
        if let size = size(block, settings.size) { settings.size = size }
        if let count = block.number("count", 1...100) { settings.count = count }
        // Below 1024 only root may listen.
        if let port = block.number("port", 1024...65535) { settings.port = port }
        if let anonymous = block.choice(
            "anonymous", ServiceSettings.Anonymous.allCases.map { ($0.rawValue, $0) },
            synonyms: [
                "off": "none", "false": "none", "readonly": "read", "read-only": "read", "write": "all", "true": "all",
            ])
        {
            settings.anonymous = anonymous
        }
        let blocks = block.list("allow", expected: "blocks such as 203.0.113.0/24, with no bits beyond the prefix") {
            text in IPv4Block(text).flatMap { $0.description == text ? $0 : nil }
        }
        if let blocks { settings.allow = blocks }
        if let isInternal = block.flag("internal") { settings.isInternal = isInternal }
        settings.certificate = certificate(block, region: region, account: account)
        if let days = block.number("logDays", oneOf: EnvironmentReader.retentionDays, note: " days") {
            settings.logDays = days
        }
        if let exec = block.flag("exec") { settings.exec = exec }
        if let insights = block.flag("insights") { settings.insights = insights }
        if let protection = block.flag("deletionProtection") { settings.deletionProtection = protection }
        return image == nil ? nil : settings
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

    private func certificate(_ block: SettingsReader, region: String?, account: String?) -> String? {
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
            return text
        }
    }
}
