import Infra
import InfraTesting
import Testing

@Suite("Role")
struct RoleTests {
    @Test("A role is assumed by its service for this account, and has no permissions by default")
    func defaults() throws {
        let template = try TestStack.template { $0.add("Role", Role(service: .lambda, description: "Runs")) }
        let trust = template.trust(ofRole: "Role")
        #expect(trust.map(\.principal) == [["Service": "lambda.amazonaws.com"]])
        #expect(
            template.property("Role", "AssumeRolePolicyDocument/Statement/0/Condition") == [
                "StringEquals": ["aws:SourceAccount": ["Ref": "AWS::AccountId"]]
            ])
        #expect(template.property("Role", "Policies") == nil)
    }

    @Test("A role's conditions replace the default")
    func conditions() throws {
        var role = Role(service: .lambda, description: "Runs")
        role.conditions = nil
        let template = try TestStack.template { $0.add("Role", role) }
        #expect(template.property("Role", "AssumeRolePolicyDocument/Statement/0/Condition") == nil)
        #expect(template.property("Role", "Description") == "Runs")
    }

    @Test("A service that is not an AWS host name is refused")
    func rules() {
        let problems = TestStack.problems { $0.add("Role", Role(service: "lambda", description: "Runs")) }
        #expect(
            problems.first?.hasPrefix("test/Role: service is \"lambda\"; expected the host name of a service") == true)
    }
}

@Suite("ContainerCluster")
struct ContainerClusterTests {
    @Test("A cluster has Container Insights unless they are switched off", arguments: [true, false])
    func insights(isOn: Bool) throws {
        var cluster = ContainerCluster()
        if !isOn { cluster.insights = false }
        let template = try TestStack.template { $0.add("Cluster", cluster) }
        #expect(template.property("Cluster", "ClusterSettings/0/Value") == (isOn ? "enabled" : "disabled"))
    }
}
