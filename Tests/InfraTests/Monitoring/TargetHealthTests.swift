import Infra
import InfraTesting
import Testing

@Suite("TargetHealth")
struct TargetHealthTests {
    private func group(_ name: String) -> LoadBalancer.TargetGroup {
        LoadBalancer.TargetGroup(arn: "arn:tg", fullName: .literal(name), balancer: "app/orders/1")
    }

    private func formula(_ measure: some Measure) -> String? {
        if case .expression(let expression) = measure.series { expression.formula } else { nil }
    }

    @Test("One group's healthy and unhealthy targets are its own metrics")
    func one() {
        let health = TargetHealth([group("tg/a")])
        #expect(health.healthy == group("tg/a").metric(.healthyHosts).series)
        #expect(health.unhealthy == group("tg/a").metric(.unhealthyHosts).series)
        #expect(health.healthyPercent.formula == "100 * healthy1 / (healthy1 + unhealthy1)")
        #expect(health.healthyPercent.metrics["unhealthy1"] == group("tg/a").metric(.unhealthyHosts))
    }

    @Test("Two groups are added up, and a group without data counts as zero")
    func two() {
        let health = TargetHealth([group("tg/a"), group("tg/b")])
        #expect(formula(health.healthy) == "FILL(healthy1, 0) + FILL(healthy2, 0)")
        #expect(formula(health.unhealthy) == "FILL(unhealthy1, 0) + FILL(unhealthy2, 0)")
        #expect(health.healthyPercent.metrics.keys.sorted() == ["healthy1", "healthy2", "unhealthy1", "unhealthy2"])
        #expect(TestStack.problems { $0.add("Few", Alarm(health.healthyPercent, below: 60)) }.isEmpty)
    }

    @Test("A load balancer's health covers the alternate group of a strategy that shifts traffic")
    func balancer() throws {
        for (shift, count) in [(DeploymentStrategy.Shift.rolling, 1), (.blueGreen, 2)] {
            let stack = TestStack()
            let balancer = stack.scope.add("Balancer", LoadBalancer(targetPort: 8080), in: TestStack.network)
            var service = ContainerService(image: try ContainerImage("orders:1"))
            service.strategy = DeploymentStrategy(shift)
            stack.scope.add(
                "Api", service,
                in: .init(
                    cluster: stack.scope.add("Cluster", ContainerCluster()), loadBalancer: balancer,
                    network: TestStack.network))
            #expect(balancer.health.groups.count == count)
        }
    }

    @Test("The rate of server errors counts those of the load balancer as requests")
    func errorRate() throws {
        let template = try TestStack.template { scope in
            let balancer = scope.add("Balancer", LoadBalancer(targetPort: 8080), in: TestStack.network)
            scope.add("Errors", Alarm(balancer.serverErrorRate, above: 5))
        }
        #expect(
            template.property("Errors", "Metrics/3/Expression")
                == "100 * (FILL(target, 0) + FILL(balancer, 0)) / (FILL(requests, 0) + FILL(balancer, 0))")
        #expect(template.property("Errors", "Metrics/0/MetricStat/Metric/MetricName") == "HTTPCode_ELB_5XX_Count")
    }
}
