import DeployEngine
import Testing

@Suite struct PermissionDenialTests {
    @Test("The action, the caller, the resource and the kind of policy are found")
    func parts() throws {
        let denial = try #require(
            PermissionDenial(
                "API: ec2:RunInstances User: arn:aws:sts::1:assumed-role/deploy/ci is not authorized to perform: iam:PassRole on "
                    + "resource: arn:aws:iam::1:role/weir/task because no identity-based policy allows the iam:PassRole action."
            ))
        #expect(denial.action == "iam:PassRole" && denial.role == "deploy" && denial.policy == .missing)
        #expect(
            denial.principal == "arn:aws:sts::1:assumed-role/deploy/ci"
                && denial.resource == "arn:aws:iam::1:role/weir/task")
    }

    @Test(
        "Messages without a named action are no denial",
        arguments: [
            "Access Denied", "is not authorized to perform this", "not authorized to perform: ",
            "You are not authorized",
        ])
    func none(message: String) {
        #expect(PermissionDenial(message) == nil)
    }

    @Test(
        "The kind of policy is told from the end of the message",
        arguments: [
            ("with an explicit deny in a service control policy", PermissionDenial.Policy.organization),
            ("with an explicit deny in an identity-based policy", .explicitDeny),
            ("because no permissions boundary allows the action", .boundary),
            ("because no session policy allows the action", .session),
            ("because no resource-based policy allows the action", .resource),
            ("because no VPC endpoint policy allows the action", .endpoint), ("", .missing),
        ])
    func policy(end: String, policy: PermissionDenial.Policy) {
        let message =
            "User: arn:aws:iam::1:user/ada is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::b/k\" \(end)"
        let denial = PermissionDenial(message)
        #expect(denial?.policy == policy && denial?.role == "ada" && denial?.resource == "arn:aws:s3:::b/k")
    }
}
