public import CloudFormation

/// The container of a Fargate task: its image, size, environment and user. A service, a migration and a scheduled task run
/// such a container.
///
/// The container does not run as root, has a read-only root file system and no Linux capabilities.
public struct ContainerTask: CheckedProperties, Sendable, Hashable {
    /// The processor architecture of an image.
    public enum Architecture: String, Sendable, Hashable, CaseIterable, TextReadable {
        /// Intel and AMD.
        case x86 = "x86_64"
        /// Graviton, about a fifth cheaper.
        case arm64
    }

    /// The container's name in the task definition.
    public static let containerName = "main"

    /// The image.
    public var image: ContainerImage
    /// The image's processor architecture. Defaults to `x86_64`.
    public var architecture = Architecture.x86
    /// The CPU and memory of a task. Defaults to the smallest size.
    public var size = FargateSize.smallest
    /// The size of a task's temporary storage, 21 to 200 GiB; nil is the 20 GiB that cost nothing. Defaults to nil.
    public var ephemeralStorage: StorageSize?
    /// The arguments of the image's program; none keeps the image's own. Defaults to none.
    public var command: [String] = []
    /// The environment variables. Secrets do not belong here: the console shows the values. Defaults to none.
    public var environment: [String: TemplateValue<String>] = [:]
    /// The environment variables that ECS reads from secrets when a task starts. A rotated secret reaches running tasks at
    /// the next deployment only. Defaults to none.
    public var secrets: [String: ContainerSecret] = [:]
    /// The user and group ids of the process. Defaults to 10001 for both.
    public var user = "10001:10001"
    /// The health check command inside the container. Defaults to none.
    public var healthCommand: [String] = []
    /// The time between SIGTERM and SIGKILL, at most 120 seconds. Defaults to 60 seconds.
    public var stopTimeout = Period.seconds(60)
    /// The retention of logs. Defaults to 30 days.
    public var logs = LogRetention.days(30)
    /// The customer-managed key that encrypts logs, whose policy admits CloudWatch Logs; nil is the service's own. Defaults to
    /// nil.
    public var logKey: ResourceARN<AWS.KMS.Key>?
    /// A container beside this one that sends traces to AWS X-Ray; nil for none. Defaults to nil.
    public var collector: CollectorSidecar?
    /// Allows `aws ecs execute-command`; the root file system is then writable. Defaults to false.
    public var exec = false
    /// The action on a task definition that is replaced or removed. Defaults to retention: every change replaces a task definition,
    /// and a deregistered one cannot be deployed again.
    package var removal = ResourceOptions.Policy.retain

    /// Describes a task.
    public init(image: ContainerImage) {
        self.image = image
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<ContainerTask>] {
        let own: [PropertyRule<ContainerTask>] = [
            PropertyRule(
                "stopTimeout", { $0.stopTimeout }, ValidValues.range(2...120, unit: "s").wrapped { $0.seconds }),
            PropertyRule("logs", { $0.logs }, LogRetention.valid),
            // "Fargate task ephemeral storage" in the ECS developer guide.
            PropertyRule("ephemeralStorage", { $0.ephemeralStorage }, StorageSize.valid(21...200)),
            PropertyRule(
                "user", { $0.user },
                ValidValues("a user id other than 0, with or without a group id, such as 10001:10001") { user in
                    let ids = user.split(separator: ":", omittingEmptySubsequences: false).map { Int(text: String($0)) }
                    return (1...2).contains(ids.count) && ids.allSatisfy { $0 != nil } && ids[0] != 0
                }),
            PropertyRule("environment", { $0.environment.invalidName }, variableNames),
            PropertyRule("secrets", { $0.secrets.invalidName }, variableNames),
            PropertyRule(
                "secrets", { task in task.secrets.keys.sorted().first { task.environment[$0] != nil } },
                ValidValues("a variable that `environment` does not set", contains: { _ in false })),
        ]
        return own + CollectorSidecar.rules.map { $0.within("collector") { $0.collector } }
    }

    private static var variableNames: ValidValues<String> {
        ValidValues("a variable's name of letters, digits and underscores, no digit first", contains: { _ in false })
    }
}

extension Dictionary where Key == String {
    /// The first key that is not a name of an environment variable.
    fileprivate var invalidName: String? {
        keys.sorted().first { name in
            guard let first = name.utf8.first, !(48...57).contains(first) else { return true }
            return !name.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95
            }
        }
    }
}
