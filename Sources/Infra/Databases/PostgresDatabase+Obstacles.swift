extension PostgresDatabase: DeployedConstruct {
    /// The obstacles on the way to another description: an older version, less storage, and a managed password with replicas.
    ///
    /// A new snapshot starts over from the snapshot's version and size.
    public func obstacles(to next: PostgresDatabase) -> [ChangeObstacle] {
        guard next.snapshot == snapshot else { return [] }
        var obstacles: [ChangeObstacle] = []
        if version.isNewer(than: next.version) {
            obstacles.append(
                ChangeObstacle(
                    property: "version",
                    reason:
                        "RDS has no downgrade from \(version) to \(next.version); restore a snapshot of the old version"
                ))
        }
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
