public import CloudFormation

/// The bounds of the roles that templates make: a path of their own, and a permissions boundary.
///
/// An execution role may make and change roles only inside of these bounds, so that a template can give no role more than the
/// boundary, and cannot touch the execution role itself. Both are part of a role's definition, therefore every stack applies
/// them:
///
///     let confinement = RoleConfinement(rolePath: "/orders/stacks/", boundaryName: "orders-boundary", boundaryPath: "/orders/")
///     confinement.apply(to: service)
public struct RoleConfinement: CheckedProperties, Sendable, Hashable {
    /// The path of the roles, which begins and ends with `/`.
    public var rolePath: String
    /// The name of the boundary, a managed policy.
    public var boundaryName: String
    /// The path of the boundary, which is not below the roles' path.
    public var boundaryPath: String

    /// Describes bounds.
    public init(rolePath: String, boundaryName: String, boundaryPath: String) {
        self.rolePath = rolePath
        self.boundaryName = boundaryName
        self.boundaryPath = boundaryPath
    }

    /// The rules of the properties ("IAM and AWS STS quotas").
    public static var rules: [PropertyRule<RoleConfinement>] {
        [
            PropertyRule("rolePath", { $0.rolePath }) { _ in
                ValidValues(validPaths.expectation + ", and more than / alone") {
                    validPaths.contains($0) && $0 != "/"
                }
            },
            PropertyRule("boundaryPath", { $0.boundaryPath }) { bounds in
                ValidValues(validPaths.expectation + ", and not below rolePath") {
                    validPaths.contains($0) && !$0.hasPrefix(bounds.rolePath)
                }
            },
            PropertyRule(
                "boundaryName", { $0.boundaryName },
                ValidValues("letters, digits and hyphens, at most 128 characters") { name in
                    (1...128).contains(name.utf8.count) && name.utf8.allSatisfy(isNameByte)
                }),
        ]
    }

    /// The valid paths of roles and policies, without wildcards.
    static var validPaths: ValidValues<String> {
        ValidValues("a path such as /orders/, of letters, digits, hyphens and slashes, at most 512 characters") {
            path in
            (1...512).contains(path.utf8.count) && path.hasPrefix("/") && path.hasSuffix("/") && !path.contains("//")
                && path.utf8.allSatisfy { isNameByte($0) || $0 == 47 }
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (97...122).contains(byte | 32) || (48...57).contains(byte) || byte == 45
    }

    /// The boundary's ARN in the stack's account.
    public var boundary: ResourceARN<AWS.IAM.ManagedPolicy> {
        ResourceARN("arn:\(AWS.partition):iam::\(AWS.accountID):policy\(boundaryPath)\(boundaryName)")
    }

    /// The ARNs of all roles inside of the bounds.
    var roles: TemplateValue<String> { "arn:\(AWS.partition):iam::\(AWS.accountID):role\(rolePath)*" }

    /// The ARNs of all managed policies inside of the bounds.
    var policies: TemplateValue<String> { "arn:\(AWS.partition):iam::\(AWS.accountID):policy\(rolePath)*" }

    /// The roles that AWS services make for themselves.
    static var serviceLinkedRoles: TemplateValue<String> {
        "arn:\(AWS.partition):iam::\(AWS.accountID):role/aws-service-role/*"
    }

    /// Sets path and boundary of every role, and the path of every managed policy, that the stack has so far.
    public func apply(to stack: Stack) {
        stack.updateAll(AWS.IAM.Role.self) { role in
            role.path = .literal(rolePath)
            role.permissionsBoundary = boundary.value
        }
        stack.updateAll(AWS.IAM.ManagedPolicy.self) { $0.path = .literal(rolePath) }
    }
}
