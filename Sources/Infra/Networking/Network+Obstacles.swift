extension Network: DeployedConstruct {
    /// The obstacles on the way to another network: another block, and a zone less.
    public func obstacles(to next: Network) -> [ChangeObstacle] {
        var obstacles: [ChangeObstacle] = []
        if next.block != block {
            obstacles.append(
                ChangeObstacle(
                    property: "block",
                    reason:
                        "the addresses of a VPC are fixed, and the database cannot move to another VPC; describe another "
                        + "environment and move the data by a snapshot"))
        }
        let removed = Set(zones.letters).subtracting(next.zones.letters).sorted().map(\.rawValue)
        if !removed.isEmpty {
            obstacles.append(
                ChangeObstacle(
                    property: "zones",
                    reason: "the database, tasks and the load balancer still have addresses in zone "
                        + "\(removed.joined(separator: ", ")), so its subnets cannot be removed; keep the zone, or describe "
                        + "another environment"))
        }
        return obstacles
    }
}
