import Infra
import InfraTesting
import Testing

@Suite("WebFirewall")
struct WebFirewallTests {
    private func template(_ change: (inout WebFirewall) -> Void = { _ in }) throws -> Template {
        var firewall = WebFirewall()
        change(&firewall)
        return try TestStack.template { scope in
            scope.add(
                "Firewall", firewall, in: scope.add("Balancer", LoadBalancer(targetPort: 9000), in: TestStack.network))
        }
    }

    private func names(_ template: Template) -> [TemplateExpression] {
        guard case .list(let rules)? = template.property("Firewall", "Rules") else { return [] }
        return rules.compactMap { $0["Name"] }
    }

    @Test("A firewall limits each client's rate, then applies AWS's managed rules, and lets the rest pass")
    func defaults() throws {
        let template = try template()
        #expect(
            names(template) == [
                "RateLimit", "AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesCommonRuleSet",
                "AWSManagedRulesKnownBadInputsRuleSet", "AWSManagedRulesSQLiRuleSet",
            ])
        #expect(
            template.mismatch("Firewall", with: ["Scope": "REGIONAL", "DefaultAction": ["Allow": [:]]]) == nil)
        #expect(
            template.property("Firewall", "Rules/0/Statement/RateBasedStatement")
                == ["AggregateKeyType": "IP", "EvaluationWindowSec": 300, "Limit": 2000])
        #expect(
            template.property("Firewall", "Rules/0/Action") == ["Block": ["CustomResponse": ["ResponseCode": 429]]])
        #expect(template.property("Firewall", "Rules/1/OverrideAction") == ["None": [:]])
        #expect(template.property("FirewallAssociation", "ResourceArn") == ["Ref": "BalancerBalancer"])
        #expect(template.property("FirewallAssociation", "WebACLArn") == ["Fn::GetAtt": ["Firewall", "Arn"]])
    }

    @Test("Logs go to a log group with the prefix that AWS WAF requires, without credentials")
    func logs() throws {
        let template = try template()
        #expect(
            template.mismatch(
                "FirewallLogs", with: ["LogGroupName": "aws-waf-logs-test-Firewall", "RetentionInDays": 30]) == nil)
        #expect(
            template.mismatch(
                "FirewallLogging",
                with: [
                    "LogDestinationConfigs": [
                        [
                            "Fn::Sub":
                                "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${FirewallLogs}"
                        ]
                    ],
                    "RedactedFields": [
                        ["SingleHeader": ["Name": "authorization"]], ["SingleHeader": ["Name": "cookie"]],
                    ],
                ]) == nil)
        let without = try self.template { $0.logs = nil }
        #expect(without.resource("FirewallLogs") == nil && without.resource("FirewallLogging") == nil)
    }

    @Test("Each property of a firewall changes its rules")
    func properties() throws {
        let template = try template {
            $0.managedRules = [.sqlInjection]
            $0.mode = .count
            $0.countedRules = ["SQLi_BODY", "SQLi_COOKIE"]
            $0.rateLimit = 50
            $0.clientAddress = .forwarded
        }
        #expect(names(template) == ["RateLimit", "AWSManagedRulesSQLiRuleSet"])
        #expect(
            template.property("Firewall", "Rules/0/Statement/RateBasedStatement") == [
                "AggregateKeyType": "FORWARDED_IP", "EvaluationWindowSec": 300,
                "ForwardedIPConfig": ["FallbackBehavior": "MATCH", "HeaderName": "X-Forwarded-For"], "Limit": 50,
            ])
        #expect(template.property("Firewall", "Rules/1/OverrideAction") == ["Count": [:]])
        #expect(
            template.property("Firewall", "Rules/1/Statement/ManagedRuleGroupStatement/RuleActionOverrides") == [
                ["ActionToUse": ["Count": [:]], "Name": "SQLi_BODY"],
                ["ActionToUse": ["Count": [:]], "Name": "SQLi_COOKIE"],
            ])
        #expect(names(try self.template { $0.rateLimit = nil }).count == 4)
    }

    @Test("Values that AWS WAF refuses are reported with the firewall's path")
    func rules() {
        var firewall = WebFirewall()
        firewall.managedRules = [.common, .common]
        firewall.countedRules = ["Size Restrictions"]
        firewall.rateLimit = 9
        var empty = WebFirewall()
        empty.managedRules = []
        empty.rateLimit = nil
        let problems = TestStack.problems { scope in
            let balancer = scope.add("Balancer", LoadBalancer(targetPort: 9000), in: TestStack.network)
            scope.add("Firewall", firewall, in: balancer)
            scope.add("Empty", empty, in: balancer)
        }
        #expect(problems.count == 4, "\(problems)")
        #expect(problems.contains { $0.hasPrefix("test/Empty: rateLimit is \"off\"; expected a limit") })
    }

    @Test("A firewall's metrics select all of its rules")
    func metrics() throws {
        let stack = TestStack()
        let balancer = stack.scope.add("Balancer", LoadBalancer(targetPort: 9000), in: TestStack.network)
        let firewall = stack.scope.add("Firewall", WebFirewall(), in: balancer)
        #expect(firewall.metric(.blocked).dimensions["WebACL"] == "test-Firewall")
        #expect(firewall.metric(.blocked).dimensions["Rule"] == "ALL")
    }
}
