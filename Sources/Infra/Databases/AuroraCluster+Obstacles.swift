extension AuroraCluster: DeployedConstruct {
    /// The obstacles on the way to another description: an older version, and what replaces the cluster by an empty one.
    ///
    /// A new snapshot starts over from the snapshot's data and version.
    public func obstacles(to next: AuroraCluster) -> [ChangeObstacle] {
        commonObstacles(to: next)
    }
}
