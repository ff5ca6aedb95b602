import AWSClient

extension ContainerOperations {
    /// `DescribeTaskDefinition`.
    package struct DescribeTaskDefinition: ContainerOperation {
        /// The task definition's ARN, `family:revision`, or its family for the latest active one.
        package var taskDefinition: String
        /// `TAGS` for the tags.
        package var include: [String]?

        enum CodingKeys: String, CodingKey { case taskDefinition, include }

        /// Creates the operation.
        package init(taskDefinition: String, include: [String]? = nil) {
            self.taskDefinition = taskDefinition
            self.include = include
        }

        /// The task definition.
        package struct Output: Sendable, Hashable, Codable {
            /// The task definition.
            package var taskDefinition: TaskDefinition
            /// The tags.
            @Listed<LowerCaseTagNames> package var tags: [String: String]

            enum CodingKeys: String, CodingKey { case taskDefinition, tags }

            /// Creates the output.
            package init(taskDefinition: TaskDefinition, tags: [String: String] = [:]) {
                self.taskDefinition = taskDefinition
                self.tags = tags
            }
        }
    }

    /// `RegisterTaskDefinition`: creates a revision.
    package struct RegisterTaskDefinition: ContainerOperation {
        /// The family.
        package var family: String
        /// The containers.
        package var containers: [ContainerDefinition]
        /// The role of the program.
        package var taskRoleARN: String?
        /// The role that pulls the image and reads the secrets.
        package var executionRoleARN: String?
        /// The network mode, such as `awsvpc`.
        package var networkMode: String?
        /// The launch types, such as `FARGATE`.
        package var compatibilities: [String]?
        /// The CPU units.
        package var cpu: String?
        /// The memory in MiB.
        package var memory: String?
        /// The platform.
        package var platform: RuntimePlatform?
        /// The volumes.
        package var volumes: [TaskVolume]?
        /// The size of the storage.
        package var ephemeralStorage: EphemeralStorage?
        /// The tags.
        @Listed<LowerCaseTagNames> package var tags: [String: String]

        enum CodingKeys: String, CodingKey {
            case family, containers = "containerDefinitions", taskRoleARN = "taskRoleArn"
            case executionRoleARN = "executionRoleArn", networkMode, compatibilities = "requiresCompatibilities", cpu
            case memory, platform = "runtimePlatform", volumes, ephemeralStorage, tags
        }

        /// Creates the operation.
        package init(
            family: String, containers: [ContainerDefinition], taskRoleARN: String? = nil,
            executionRoleARN: String? = nil, networkMode: String? = nil, compatibilities: [String]? = nil,
            cpu: String? = nil, memory: String? = nil, platform: RuntimePlatform? = nil, volumes: [TaskVolume]? = nil,
            ephemeralStorage: EphemeralStorage? = nil, tags: [String: String] = [:]
        ) {
            self.family = family
            self.containers = containers
            self.taskRoleARN = taskRoleARN
            self.executionRoleARN = executionRoleARN
            self.networkMode = networkMode
            self.compatibilities = compatibilities
            self.cpu = cpu
            self.memory = memory
            self.platform = platform
            self.volumes = volumes
            self.ephemeralStorage = ephemeralStorage
            self.tags = tags
        }

        /// The task definition.
        package struct Output: Sendable, Hashable, Codable {
            /// The task definition.
            package var taskDefinition: TaskDefinition
            /// The tags.
            @Listed<LowerCaseTagNames> package var tags: [String: String]

            enum CodingKeys: String, CodingKey { case taskDefinition, tags }

            /// Creates the output.
            package init(taskDefinition: TaskDefinition, tags: [String: String] = [:]) {
                self.taskDefinition = taskDefinition
                self.tags = tags
            }
        }
    }

    /// `ListTaskDefinitions`: the revisions of families.
    package struct ListTaskDefinitions: ContainerOperation, PagedOperation {
        /// The family; nil for all.
        package var familyPrefix: String?
        /// `ACTIVE`, the default, `INACTIVE` or `DELETE_IN_PROGRESS`.
        package var status: String?
        /// `ASC`, the default, or `DESC` for the latest first.
        package var sort: String?
        /// The maximum number of revisions of a page.
        package var pageSize: Int?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case familyPrefix, status, sort, pageSize = "maxResults", pageToken = "nextToken"
        }

        /// Creates the operation.
        package init(
            familyPrefix: String? = nil, status: String? = nil, sort: String? = nil, pageSize: Int? = nil,
            pageToken: String? = nil
        ) {
            self.familyPrefix = familyPrefix
            self.status = status
            self.sort = sort
            self.pageSize = pageSize
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The revisions' ARNs.
            package var arns: [String]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case arns = "taskDefinitionArns", nextToken }

            /// Creates the output.
            package init(arns: [String] = [], nextToken: String? = nil) {
                self.arns = arns
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `DeregisterTaskDefinition`: makes a revision inactive, so that no new task or deployment may use it.
    package struct DeregisterTaskDefinition: ContainerOperation {
        /// The task definition's ARN or `family:revision`.
        package var taskDefinition: String

        enum CodingKeys: String, CodingKey { case taskDefinition }

        /// Creates the operation.
        package init(taskDefinition: String) {
            self.taskDefinition = taskDefinition
        }

        /// The task definition.
        package struct Output: Sendable, Hashable, Codable {
            /// The task definition.
            package var taskDefinition: TaskDefinition?

            enum CodingKeys: String, CodingKey { case taskDefinition }

            /// Creates the output.
            package init(taskDefinition: TaskDefinition? = nil) {
                self.taskDefinition = taskDefinition
            }
        }
    }

    /// `DeleteTaskDefinitions`: deletes up to ten inactive revisions.
    package struct DeleteTaskDefinitions: ContainerOperation {
        /// The task definitions' ARNs.
        package var taskDefinitions: [String]

        enum CodingKeys: String, CodingKey { case taskDefinitions }

        /// Creates the operation.
        package init(taskDefinitions: [String]) {
            self.taskDefinitions = taskDefinitions
        }

        /// The task definitions.
        package struct Output: Sendable, Hashable, Codable {
            /// The task definitions being deleted.
            package var taskDefinitions: [TaskDefinition]
            /// The task definitions not deleted.
            package var failures: [ContainerFailure]

            enum CodingKeys: String, CodingKey { case taskDefinitions, failures }

            /// Creates the output.
            package init(taskDefinitions: [TaskDefinition] = [], failures: [ContainerFailure] = []) {
                self.taskDefinitions = taskDefinitions
                self.failures = failures
            }
        }
    }
}
