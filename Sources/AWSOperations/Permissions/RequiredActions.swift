package import AWSClient

/// The IAM actions that a call needs.
///
/// Most actions have the name of their operation. Source: "Actions, resources, and condition keys for AWS services", Service
/// Authorization Reference.
package enum RequiredActions {
    /// Returns the actions of an operation, the operation's own one first; none if every caller may call it.
    /// - Parameters:
    ///   - operation: The operation's name, such as `StopServiceDeployment`.
    ///   - service: The service.
    package static func of(_ operation: String, service: AWSService) -> [String] {
        if let others = exceptions[service.signingName + ":" + operation] { return others }
        return [prefix(of: service) + ":" + operation] + (passingRoles.contains(operation) ? ["iam:PassRole"] : [])
    }

    /// The prefix of a service's actions, which is the name in its signatures but for CloudWatch.
    private static func prefix(of service: AWSService) -> String {
        service.signingName == "monitoring" ? "cloudwatch" : service.signingName
    }

    /// The operations with roles in their input that a service assumes.
    private static let passingRoles: Set<String> = ["CreateChangeSet", "RegisterTaskDefinition", "RunTask"]

    /// The operations with actions of another name.
    private static let exceptions: [String: [String]] = [
        "s3:ListObjectsV2": ["s3:ListBucket"],
        "s3:ListObjectVersions": ["s3:ListBucketVersions"],
        "s3:HeadObject": ["s3:GetObject"],
        "s3:DeleteObjects": ["s3:DeleteObject", "s3:DeleteObjectVersion"],
        "secretsmanager:BatchGetSecretValue": ["secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue"],
        // No policy can forbid the question for the own identity, and a web identity's token is the permission.
        "sts:GetCallerIdentity": [],
        "sts:AssumeRoleWithWebIdentity": [],
    ]
}

extension AWSOperation {
    /// The IAM actions that a call needs, the operation's own one first.
    package static var requiredActions: [String] { RequiredActions.of(name, service: service) }
}
