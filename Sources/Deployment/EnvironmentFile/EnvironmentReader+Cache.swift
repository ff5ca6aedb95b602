import Infra

extension EnvironmentReader {
    static let cacheKeys: [EnvironmentKey] = [
        EnvironmentKey(
            "type", "A serverless cache, `serverless`, which is the default, or the type of its nodes.",
            example: "cache.t4g.micro"),
        EnvironmentKey("nodes", "The number of nodes; two or more stand in different zones.", example: "2"),
        EnvironmentKey("version", "The version of Valkey."),
        EnvironmentKey("snapshotDays", "The retention of daily snapshots in days; 0 makes none.", example: "7"),
        EnvironmentKey("maintenanceWindow", "The weekly time of maintenance in UTC.", example: "sun:02:30-sun:03:30"),
    ]

    /// Reads `cache`; nil without the section.
    func cache(_ block: SettingsReader?) -> Cache? {
        guard let block else { return nil }
        var cache = Cache(.serverless)
        if let type = block.scalar("type"), type != "serverless" {
            cache.capacity = .nodes(CacheNodeType(type), count: name == Tier.dev.rawValue ? 1 : 2)
            for rule in Cache.rules where rule.property == "nodeType" {
                if let fault = rule.fault(in: cache) {
                    block.refuse("type", expected: "serverless, or \(fault.expected)")
                }
            }
        } else if block.has("type"), block.scalar("type") == nil {
            block.refuse("type", expected: "serverless, or \(CacheNodeType.form)")
        }
        if case .nodes = cache.capacity {
            block.set("nodes", \.nodeCount, of: &cache, "nodes")
            block.set("maintenanceWindow", \.maintenanceWindow, of: &cache)
        } else {
            for key in ["nodes", "maintenanceWindow"] where block.has(key) {
                block.refuse(key, expected: "no such key without a node type: a serverless cache has no nodes")
            }
        }
        block.set("version", \.version, of: &cache)
        block.set("snapshotDays", \.snapshotDays, of: &cache)
        return cache
    }
}
