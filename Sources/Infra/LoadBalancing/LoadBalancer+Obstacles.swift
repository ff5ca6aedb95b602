extension LoadBalancer: DeployedConstruct {
    /// The obstacle on the way to another scheme: the load balancer is replaced, and deletion protection keeps the old one.
    public func obstacles(to next: LoadBalancer) -> [ChangeObstacle] {
        guard next.isInternal != isInternal, deletionProtection else { return [] }
        return [
            ChangeObstacle(
                property: "isInternal",
                reason:
                    "the change replaces the load balancer, and deletion protection keeps the old one in the account; deploy "
                    + "without deletion protection first")
        ]
    }
}
