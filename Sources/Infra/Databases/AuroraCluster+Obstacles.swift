extension AuroraCluster: DeployedConstruct {
    /// Returns the obstacles to another description: an older version, and changes that replace the cluster with an empty one.
    ///
    /// With another snapshot there are none, because the cluster is created anew with the snapshot's data and version.
    public func obstacles(to next: AuroraCluster) -> [ChangeObstacle] {
        commonObstacles(to: next)
    }
}
