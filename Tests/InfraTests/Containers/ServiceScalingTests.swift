import Infra
import InfraTesting
import Testing

@Suite("ServiceScaling")
struct ServiceScalingTests {
    private func build(_ scaling: ServiceScaling, _ strategy: DeploymentStrategy = .rolling, in scope: Scope) throws {
        var service = ContainerService(image: try ContainerImage("orders:1"))
        service.scaling = scaling
        service.strategy = strategy
        TestStack.addAPI(service, in: scope)
    }

    @Test("Scaling follows the CPU by default, and the template has no number of tasks")
    func defaults() throws {
        let template = try TestStack.template { try build(ServiceScaling(2, to: 6), in: $0) }
        #expect(template.resource("ApiService") != nil)
        #expect(template.property("ApiService", "DesiredCount") == nil)
        #expect(
            template.mismatch(
                "ApiScaling", type: "AWS::ApplicationAutoScaling::ScalableTarget",
                with: [
                    "MinCapacity": 2, "MaxCapacity": 6, "ServiceNamespace": "ecs",
                    "ScalableDimension": "ecs:service:DesiredCount",
                    "ResourceId": ["Fn::Sub": "service/shared/${ApiService.Name}"],
                ]) == nil)
        #expect(
            template.mismatch(
                "ApiScalingByCpu",
                with: [
                    "PolicyType": "TargetTrackingScaling", "ScalingTargetId": ["Ref": "ApiScaling"],
                    "TargetTrackingScalingPolicyConfiguration": [
                        "PredefinedMetricSpecification": ["PredefinedMetricType": "ECSServiceAverageCPUUtilization"],
                        "TargetValue": 60.0, "ScaleInCooldown": 300, "ScaleOutCooldown": 60,
                    ],
                ]) == nil)
        #expect(template.count(of: "AWS::ApplicationAutoScaling::ScalingPolicy") == 1)
    }

    @Test("Memory and requests have policies of their own, and requests are counted in the service's target group")
    func metrics() throws {
        var scaling = ServiceScaling(1, to: 3)
        scaling.cpu = nil
        scaling.memory = 70
        scaling.requests = 500
        scaling.scaleInCooldown = .minutes(10)
        scaling.scaleOutCooldown = .seconds(30)
        let template = try TestStack.template { try build(scaling, in: $0) }
        let names = template.resources(ofType: "AWS::ApplicationAutoScaling::ScalingPolicy").map(\.logicalID)
        #expect(names == ["ApiScalingByMemory", "ApiScalingByRequests"])
        #expect(
            template.mismatch(
                "ApiScalingByRequests",
                with: [
                    "TargetTrackingScalingPolicyConfiguration": [
                        "PredefinedMetricSpecification": [
                            "PredefinedMetricType": "ALBRequestCountPerTarget",
                            "ResourceLabel": [
                                "Fn::Sub":
                                    "${BalancerBalancer.LoadBalancerFullName}/${BalancerTargets.TargetGroupFullName}"
                            ],
                        ],
                        "TargetValue": 500.0, "ScaleInCooldown": 600, "ScaleOutCooldown": 30,
                    ]
                ]) == nil)
    }

    @Test("Values that scaling refuses are reported with the service's path")
    func rules() throws {
        var scaling = ServiceScaling(4, to: 2)
        scaling.cpu = nil
        scaling.scaleInCooldown = .hours(2)
        let problems = try TestStack.problems { try build(scaling, in: $0) }.sorted()
        #expect(
            problems == [
                "test/Api: scaling.cpu is \"off\"; expected a target for CPU, memory or requests",
                "test/Api: scaling.maximum is 2; expected a whole number from 4 to 1000",
                "test/Api: scaling.scaleInCooldown is 7200 s; expected a whole number from 0 to 3600 (s)",
            ])
        var requests = ServiceScaling(1, to: 2)
        requests.requests = 100
        let shifting = try TestStack.problems { try build(requests, DeploymentStrategy(.blueGreen), in: $0) }
        #expect(shifting.count == 1 && shifting[0].contains("no target for requests"), "\(shifting)")
    }
}
