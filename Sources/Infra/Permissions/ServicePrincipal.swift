/// An AWS service that assumes roles, such as `ecs-tasks.amazonaws.com`.
public struct ServicePrincipal: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The service's host name in IAM.
    public let name: String

    /// Creates a principal from the service's name in IAM.
    public init(_ name: String) {
        self.name = name
    }

    /// Creates a principal from the service's name in IAM.
    public init(stringLiteral name: String) {
        self.name = name
    }

    /// The host name.
    public var description: String { "\"\(name)\"" }

    /// CloudTrail.
    public static let cloudTrail: ServicePrincipal = "cloudtrail.amazonaws.com"
    /// EC2 instances.
    public static let ec2: ServicePrincipal = "ec2.amazonaws.com"
    /// Tasks of ECS.
    public static let ecsTasks: ServicePrincipal = "ecs-tasks.amazonaws.com"
    /// EventBridge Scheduler.
    public static let scheduler: ServicePrincipal = "scheduler.amazonaws.com"
    /// Functions of Lambda.
    public static let lambda: ServicePrincipal = "lambda.amazonaws.com"
    /// Enhanced monitoring of RDS.
    public static let databaseMonitoring: ServicePrincipal = "monitoring.rds.amazonaws.com"
    /// Flow logs of a VPC.
    public static let vpcFlowLogs: ServicePrincipal = "vpc-flow-logs.amazonaws.com"

    /// The valid values.
    static var valid: ValidValues<ServicePrincipal> {
        ValidValues("the host name of a service, such as ecs-tasks.amazonaws.com") { principal in
            principal.name.hasSuffix(".amazonaws.com") && principal.name.utf8.count > 14
                && principal.name.utf8.allSatisfy {
                    (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46
                }
        }
    }
}
