import Infra
import InfraTesting
import Testing

@Suite("ListenerAuthentication")
struct ListenerAuthenticationTests {
    private let client = UserPoolClient.Reference(
        id: "client",
        pool: UserPool.Reference(
            id: "eu-central-1_Abc", arn: "arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_Abc",
            domain: "orders"))

    private func balancer(_ authentication: ListenerAuthentication) -> LoadBalancer {
        var balancer = LoadBalancer(targetPort: 8080)
        balancer.certificate = "arn:aws:acm:eu-central-1:123456789012:certificate/1"
        balancer.authentication = authentication
        return balancer
    }

    /// The action that authenticates, with a session in the type's own form.
    private func action(session: TemplateExpression) -> TemplateExpression {
        [
            "AuthenticateCognitoConfig": [
                "OnUnauthenticatedRequest": "authenticate", "Scope": "openid email", "SessionTimeout": session,
                "UserPoolArn": client.pool.arn.value.expression, "UserPoolClientId": "client",
                "UserPoolDomain": "orders",
            ],
            "Order": 1, "Type": "authenticate-cognito",
        ]
    }

    @Test("The HTTPS listener authenticates before it forwards, and the load balancer may reach the user pool")
    func listener() throws {
        let template = try TestStack.template { scope in
            scope.add("Balancer", balancer(ListenerAuthentication(client)), in: TestStack.network)
        }
        #expect(
            template.property("BalancerHttps", "DefaultActions") == [
                action(session: "43200"),
                ["Order": 2, "TargetGroupArn": ["Ref": "BalancerTargets"], "Type": "forward"],
            ])
        #expect(template.property("BalancerHttp", "DefaultActions/0/Type") == "redirect")
        #expect(
            template.trafficRules.contains(
                .init(isEgress: true, group: "BalancerSecurityGroup", peer: "0.0.0.0/0", ports: 443...443)))
    }

    @Test("The rule of a strategy that shifts traffic authenticates too, as it replaces the listener's actions")
    func shiftedTraffic() throws {
        let template = try TestStack.template { scope in
            let balancer = scope.add("Balancer", balancer(ListenerAuthentication(client)), in: TestStack.network)
            var service = ContainerService(image: try ContainerImage("orders:1"))
            service.strategy = DeploymentStrategy(.blueGreen)
            scope.add(
                "Api", service,
                in: .init(
                    cluster: scope.add("Cluster", ContainerCluster()), loadBalancer: balancer,
                    network: TestStack.network))
        }
        #expect(template.property("BalancerProduction", "Actions/0") == action(session: 43200))
        #expect(template.property("BalancerProduction", "Actions/1/Type") == "forward")
        #expect(template.property("BalancerProduction", "Actions/1/Order") == 2)
    }

    @Test("Without authentication the load balancer reaches its targets alone")
    func none() throws {
        let template = try TestStack.template { scope in
            scope.add("Balancer", LoadBalancer(targetPort: 8080), in: TestStack.network)
        }
        #expect(template.property("BalancerHttp", "DefaultActions/1") == nil)
        #expect(template.trafficRules.allSatisfy { !$0.isEgress })
    }

    @Test("A pool without a sign-in page, a session of no or too much time and HTTP are reported")
    func rules() {
        var authentication = ListenerAuthentication(client)
        #expect(balancer(authentication).faults.isEmpty)
        authentication.session = .seconds(0)
        #expect(balancer(authentication).faults.map(\.property) == ["authentication"])
        authentication.session = .hours(24 * 7 + 1)
        #expect(balancer(authentication).faults.map(\.property) == ["authentication"])
        let pool = UserPool.Reference(id: "p", arn: "arn:p")
        let closed = ListenerAuthentication(UserPoolClient.Reference(id: "c", pool: pool))
        #expect(balancer(closed).faults.map(\.property) == ["authentication"])
        var plain = balancer(ListenerAuthentication(client))
        plain.certificate = nil
        #expect(plain.faults.map(\.property) == ["authentication"])
    }
}
