import Infra
import InfraTesting
import Testing

@Suite("DeploymentStrategy")
struct DeploymentStrategyTests {
    private func build(
        _ strategy: DeploymentStrategy, in scope: Scope, balancer change: (inout LoadBalancer) -> Void = { _ in }
    ) throws {
        var balancer = LoadBalancer(targetPort: 9000)
        change(&balancer)
        var service = ContainerService(image: try ContainerImage("orders:1"))
        service.strategy = strategy
        service.stopTimeout = .seconds(90)
        scope.add(
            "Api", service,
            in: .init(
                cluster: .init(name: "shared"),
                loadBalancer: scope.add("Balancer", balancer, in: TestStack.network), network: TestStack.network))
    }

    private func template(_ strategy: DeploymentStrategy) throws -> Template {
        try TestStack.template { try build(strategy, in: $0) }
    }

    private func configuration(_ template: Template, _ path: String) -> TemplateExpression? {
        template.property("ApiService", "DeploymentConfiguration/" + path)
    }

    @Test("A rolling service has one target group, no rule and no role for shifting traffic")
    func rolling() throws {
        var strategy = DeploymentStrategy.rolling
        strategy.bakeTime = .minutes(5)
        let template = try template(strategy)
        #expect(configuration(template, "Strategy") == "ROLLING")
        #expect(configuration(template, "BakeTimeInMinutes") == 5)
        #expect(template.count(of: "AWS::ElasticLoadBalancingV2::TargetGroup") == 1)
        #expect(template.count(of: "AWS::ElasticLoadBalancingV2::ListenerRule") == 0)
        #expect(template.resource("ApiInfrastructureRole") == nil)
        #expect(template.property("ApiService", "LoadBalancers/0/AdvancedConfiguration") == nil)
    }

    @Test("A blue/green service has a second target group, a rule with both groups and ECS's role for load balancers")
    func blueGreen() throws {
        let template = try template(DeploymentStrategy(.blueGreen))
        #expect(configuration(template, "Strategy") == "BLUE_GREEN")
        #expect(
            template.property("ApiService", "LoadBalancers/0/AdvancedConfiguration") == [
                "AlternateTargetGroupArn": ["Ref": "BalancerAlternateTargets"],
                "ProductionListenerRule": ["Ref": "BalancerProduction"],
                "RoleArn": ["Fn::GetAtt": ["ApiInfrastructureRole", "Arn"]],
            ])
        #expect(
            template.mismatch(
                "BalancerProduction",
                with: [
                    "ListenerArn": ["Ref": "BalancerHttp"], "Priority": 50000,
                    "Actions": [
                        [
                            "Type": "forward",
                            "ForwardConfig": [
                                "TargetGroups": [
                                    ["TargetGroupArn": ["Ref": "BalancerTargets"], "Weight": 1],
                                    ["TargetGroupArn": ["Ref": "BalancerAlternateTargets"], "Weight": 0],
                                ]
                            ],
                        ]
                    ],
                ]) == nil)
        #expect(
            template.property("ApiInfrastructureRole", "ManagedPolicyArns") == [
                [
                    "Fn::Sub":
                        "arn:${AWS::Partition}:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers"
                ]
            ])
        #expect(template.trust(ofRole: "ApiInfrastructureRole").map(\.principal) == [["Service": "ecs.amazonaws.com"]])
        // Both groups give a stopping task the same time.
        for group in ["BalancerTargets", "BalancerAlternateTargets"] {
            #expect(template.property(group, "TargetGroupAttributes/0/Value") == "90", "\(group)")
        }
    }

    @Test("An internal load balancer's second target group follows its scheme too")
    func internalGroups() throws {
        let template = try TestStack.template { scope in
            try build(DeploymentStrategy(.blueGreen), in: scope) { $0.isInternal = true }
        }
        #expect(
            template.resources(ofType: "AWS::ElasticLoadBalancingV2::TargetGroup").map(\.logicalID)
                == ["BalancerInternalAlternateTargets", "BalancerInternalTargets"])
    }

    @Test("A test port has a listener and rules for the allowed addresses")
    func testPort() throws {
        var strategy = DeploymentStrategy(.blueGreen)
        strategy.testPort = 8443
        let template = try template(strategy)
        #expect(template.property("BalancerTest", "Port") == 8443)
        #expect(template.property("BalancerTestTraffic", "ListenerArn") == ["Ref": "BalancerTest"])
        #expect(
            template.property("ApiService", "LoadBalancers/0/AdvancedConfiguration/TestListenerRule")
                == ["Ref": "BalancerTestTraffic"])
        #expect(template.resource("BalancerFromAnywhereOn8443") != nil)
        strategy.testPort = 80
        let problems = try TestStack.problems { try build(strategy, in: $0) }
        #expect(problems.contains { $0.contains("the test port is 80, where clients connect") }, "\(problems)")
    }

    @Test("Canary and linear services have their steps")
    func steps() throws {
        let canary = try template(DeploymentStrategy(.canary(percent: 10, for: .minutes(15))))
        #expect(configuration(canary, "Strategy") == "CANARY")
        #expect(
            configuration(canary, "CanaryConfiguration") == ["CanaryBakeTimeInMinutes": 15, "CanaryPercent": 10.0])
        let linear = try template(DeploymentStrategy(.linear(percent: 25, every: .minutes(3))))
        #expect(configuration(linear, "Strategy") == "LINEAR")
        #expect(configuration(linear, "LinearConfiguration") == ["StepBakeTimeInMinutes": 3, "StepPercent": 25.0])
    }

    @Test("A pause stops a deployment until an operator answers or its time is over")
    func pause() throws {
        var strategy = DeploymentStrategy(.blueGreen)
        strategy.pause = DeploymentPause(at: .postTestTrafficShift)
        let standard = try template(strategy)
        #expect(
            configuration(standard, "LifecycleHooks") == [
                [
                    "LifecycleStages": ["POST_TEST_TRAFFIC_SHIFT"], "TargetType": "PAUSE",
                    "TimeoutConfiguration": ["Action": "ROLLBACK", "TimeoutInMinutes": 1440],
                ]
            ])
        strategy.pause?.timeout = .minutes(30)
        strategy.pause?.timeoutAction = .continue
        #expect(
            configuration(try template(strategy), "LifecycleHooks/0/TimeoutConfiguration")
                == ["Action": "CONTINUE", "TimeoutInMinutes": 30])
    }

    @Test("A deployment is rolled back by the alarms that the service is told")
    func alarms() throws {
        let template = try TestStack.template { scope in
            let balancer = scope.add("Balancer", LoadBalancer(targetPort: 9000), in: TestStack.network)
            let service = scope.add(
                "Api", ContainerService(image: try ContainerImage("orders:1")),
                in: .init(cluster: .init(name: "shared"), loadBalancer: balancer, network: TestStack.network))
            service.rollBack(on: [scope.add("Errors", Alarm(balancer.metric(.targetServerErrors), above: 5))])
        }
        #expect(
            configuration(template, "Alarms") == ["AlarmNames": [["Ref": "Errors"]], "Enable": true, "Rollback": true])
    }

    @Test("Values that ECS refuses are reported with the service's path")
    func rules() throws {
        func problems(_ strategy: DeploymentStrategy) throws -> [String] {
            try TestStack.problems { try build(strategy, in: $0) }
        }
        var rolling = DeploymentStrategy.rolling
        rolling.testPort = 8443
        rolling.bakeTime = .seconds(90)
        rolling.pause = DeploymentPause(at: .postTestTrafficShift)
        rolling.pause?.timeout = .hours(500)
        let found = try problems(rolling).sorted()
        #expect(
            found == [
                "test/Api: strategy.bakeTime is 90 s; expected whole minutes from 0 to 1440",
                "test/Api: strategy.pause is \"post-test-traffic-shift\"; expected pre-scale-up, post-scale-up or both: a "
                    + "rolling strategy shifts no traffic",
                "test/Api: strategy.pause.timeout is 1800000 s; expected whole minutes from 1 to 20160",
                "test/Api: strategy.testPort is 8443; expected no test port with a rolling strategy",
            ])
        #expect(try problems(DeploymentStrategy(.canary(percent: 0, for: .minutes(1)))).count == 1)
        #expect(try problems(DeploymentStrategy(.linear(percent: 2, every: .minutes(1441)))).count == 2)
    }

    @Test("A strategy that shifts traffic needs the load balancer in its own stack")
    func otherStack() throws {
        let app = App()
        let owner = Stack(app, "edge", description: "Owns the load balancer")
        let balancer = owner.scope.add("Balancer", LoadBalancer(targetPort: 9000), in: TestStack.network)
        let user = Stack(app, "api", description: "Uses the load balancer")
        var service = ContainerService(image: try ContainerImage("orders:1"))
        service.strategy = DeploymentStrategy(.blueGreen)
        user.scope.add(
            "Api", service,
            in: .init(
                cluster: .init(name: "shared"), loadBalancer: user.scope.use(owner.scope.share("Balancer", balancer)),
                network: TestStack.network))
        let error = #expect(throws: SynthesisError.self) { try app.synthesize() }
        #expect(error?.description.contains("needs a load balancer in the same stack") == true)
    }
}
