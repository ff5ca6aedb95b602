extension PostgresDatabase: DeployedConstruct {
    /// The obstacles on the way to another description: an older version, less storage, a managed password with replicas, and
    /// what replaces the instance by an empty one.
    ///
    /// A new snapshot starts over from the snapshot's data, version and size.
    public func obstacles(to next: PostgresDatabase) -> [ChangeObstacle] {
        guard next.snapshot == snapshot || next.snapshot == nil else { return [] }
        var obstacles = commonObstacles(to: next)
        if next.storage.gibibytes < storage.gibibytes {
            obstacles.append(
                ChangeObstacle(
                    property: "storage",
                    reason: "RDS does not shrink storage from \(storage) to \(next.storage); keep \(storage)"))
        }
        if masterPassword == .generated, next.masterPassword == .managed, replicas > 0 {
            obstacles.append(
                ChangeObstacle(
                    property: "masterPassword",
                    reason:
                        "the instance still has replicas, which need a generated password; first deploy without replicas and "
                        + "with a generated password, then change the password"))
        }
        return obstacles
    }
}
