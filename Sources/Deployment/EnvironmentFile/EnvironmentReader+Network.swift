import Infra

extension EnvironmentReader {
    static let networkKeys: [EnvironmentKey] = ["cidr", "zones", "nat", "endpoints", "flowLogDays"]

    /// Reads `network` into the tier's network.
    func network(_ block: SettingsReader, _ network: Network) -> Network {
        var network = network
        block.set("cidr", \.block, of: &network, "block")
        block.set("zones", \.zones, of: &network)
        let nats: [(String, Network.NAT)] = [("0", .none), ("1", .one), ("per-zone", .perZone)]
        let natWords = [
            "none": "0", "off": "0", "false": "0", "one": "1", "true": "1", "all": "per-zone", "2": "per-zone",
        ]
        if let nat = block.choice("nat", nats, synonyms: natWords) { network.nat = nat }
        let usesEndpoints = block.flag("endpoints") ?? (network.nat == .none)
        network.endpoints = usesEndpoints ? Network.Endpoint.fargate : []
        if network.nat == .none, !usesEndpoints {
            block.refuse("endpoints", expected: "true: with nat 0 tasks can pull their image through endpoints only")
        }
        block.set("flowLogDays", \.flowLogs, of: &network, "flowLogs", off: true)
        return network
    }
}
