extension ContainerService: DeployedConstruct {
    /// The obstacle on the way from a strategy that shifts traffic to one that does not.
    public func obstacles(to next: ContainerService) -> [ChangeObstacle] {
        guard strategy.shiftsTraffic, !next.strategy.shiftsTraffic else { return [] }
        return [
            ChangeObstacle(
                property: "strategy",
                reason:
                    "the traffic may be on the second target group, which a rolling strategy does not have; force a new "
                    + "deployment until the first target group is in use, then change the strategy")
        ]
    }
}
