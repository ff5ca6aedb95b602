import Infra

extension EnvironmentReader {
    static let networkKeys: [EnvironmentKey] = [
        EnvironmentKey(
            "cidr", "The addresses of the VPC. A change replaces the network and everything in it.",
            example: "10.10.0.0/16"),
        EnvironmentKey("zones", "The number of availability zones.", example: "3"),
        EnvironmentKey(
            "nat", "The NAT gateways for the way to the internet: none, one for all zones, or one in every zone.",
            example: "per-zone",
            standard: { environment in
                switch environment.network.nat {
                case .none: "0"
                case .one: "1"
                case .perZone: "per-zone"
                }
            }),
        EnvironmentKey(
            "endpoints", "Reaches AWS services through endpoints inside the VPC. Required without NAT.",
            example: "true", standard: { $0.network.endpoints.isEmpty ? "false" : "true" }),
        EnvironmentKey("flowLogDays", "The retention of flow logs in days.", example: "90"),
    ]

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
