import AWSClient

extension ContainerOperations {
    /// `DescribeServices`: up to ten services of a cluster.
    package struct DescribeServices: ContainerOperation {
        /// The cluster's name or ARN; nil for `default`.
        package var cluster: String?
        /// The services' names or ARNs.
        package var services: [String]
        /// `TAGS` for the tags.
        package var include: [String]?

        enum CodingKeys: String, CodingKey { case cluster, services, include }

        /// Creates the operation.
        package init(cluster: String? = nil, services: [String], include: [String]? = nil) {
            self.cluster = cluster
            self.services = services
            self.include = include
        }

        /// The services.
        package struct Output: Sendable, Hashable, Codable {
            /// The services found.
            package var services: [ServiceDescription]
            /// The services not found.
            package var failures: [ContainerFailure]

            enum CodingKeys: String, CodingKey { case services, failures }

            /// Creates the output.
            package init(services: [ServiceDescription] = [], failures: [ContainerFailure] = []) {
                self.services = services
                self.failures = failures
            }
        }
    }

    /// `UpdateService`.
    package struct UpdateService: ContainerOperation {
        /// The cluster's name or ARN; nil for `default`.
        package var cluster: String?
        /// The service's name or ARN.
        package var service: String
        /// The number of tasks; nil keeps it.
        package var desiredCount: Int?
        /// The task definition's ARN or `family:revision`; nil keeps it.
        package var taskDefinition: String?
        /// `true` to replace the tasks although nothing changed.
        package var forcesNewDeployment: Bool?
        /// `true` to allow commands in new tasks.
        package var enablesExecuteCommand: Bool?
        /// The seconds before a failing health check counts; nil keeps it.
        package var gracePeriod: Int?
        /// The way of deployments; nil keeps it.
        package var deploymentConfiguration: DeploymentConfiguration?

        enum CodingKeys: String, CodingKey {
            case cluster, service, desiredCount, taskDefinition, forcesNewDeployment = "forceNewDeployment"
            case enablesExecuteCommand = "enableExecuteCommand", gracePeriod = "healthCheckGracePeriodSeconds"
            case deploymentConfiguration
        }

        /// Creates the operation.
        package init(
            cluster: String? = nil, service: String, desiredCount: Int? = nil, taskDefinition: String? = nil,
            forcesNewDeployment: Bool? = nil, enablesExecuteCommand: Bool? = nil, gracePeriod: Int? = nil,
            deploymentConfiguration: DeploymentConfiguration? = nil
        ) {
            self.cluster = cluster
            self.service = service
            self.desiredCount = desiredCount
            self.taskDefinition = taskDefinition
            self.forcesNewDeployment = forcesNewDeployment
            self.enablesExecuteCommand = enablesExecuteCommand
            self.gracePeriod = gracePeriod
            self.deploymentConfiguration = deploymentConfiguration
        }

        /// The service.
        package struct Output: Sendable, Hashable, Codable {
            /// The service.
            package var service: ServiceDescription?

            enum CodingKeys: String, CodingKey { case service }

            /// Creates the output.
            package init(service: ServiceDescription? = nil) {
                self.service = service
            }
        }
    }

    /// `DescribeServiceDeployments`: up to 20 deployments.
    package struct DescribeServiceDeployments: ContainerOperation {
        /// The deployments' ARNs.
        package var arns: [String]

        enum CodingKeys: String, CodingKey { case arns = "serviceDeploymentArns" }

        /// Creates the operation.
        package init(arns: [String]) {
            self.arns = arns
        }

        /// The deployments.
        package struct Output: Sendable, Hashable, Codable {
            /// The deployments found.
            package var deployments: [ServiceDeployment]
            /// The deployments not found, with the reason `MISSING`.
            package var failures: [ContainerFailure]

            enum CodingKeys: String, CodingKey { case deployments = "serviceDeployments", failures }

            /// Creates the output.
            package init(deployments: [ServiceDeployment] = [], failures: [ContainerFailure] = []) {
                self.deployments = deployments
                self.failures = failures
            }
        }
    }

    /// `ListServiceDeployments`: the deployments of a service, newest first.
    package struct ListServiceDeployments: ContainerOperation, PagedOperation {
        /// The cluster's name or ARN; nil for `default`.
        package var cluster: String?
        /// The service's name or ARN.
        package var service: String
        /// The statuses to select; nil for all.
        package var statuses: [ServiceDeploymentStatus]?
        /// The time of creation to select; nil for all.
        package var createdAt: DateSelection?
        /// The maximum number of deployments of a page.
        package var pageSize: Int?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case cluster, service, statuses = "status", createdAt, pageSize = "maxResults", pageToken = "nextToken"
        }

        /// Creates the operation.
        package init(
            cluster: String? = nil, service: String, statuses: [ServiceDeploymentStatus]? = nil,
            createdAt: DateSelection? = nil, pageSize: Int? = nil, pageToken: String? = nil
        ) {
            self.cluster = cluster
            self.service = service
            self.statuses = statuses
            self.createdAt = createdAt
            self.pageSize = pageSize
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The deployments.
            package var deployments: [ServiceDeploymentSummary]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case deployments = "serviceDeployments", nextToken }

            /// Creates the output.
            package init(deployments: [ServiceDeploymentSummary] = [], nextToken: String? = nil) {
                self.deployments = deployments
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `DescribeServiceRevisions`: up to 20 revisions.
    package struct DescribeServiceRevisions: ContainerOperation {
        /// The revisions' ARNs.
        package var arns: [String]

        enum CodingKeys: String, CodingKey { case arns = "serviceRevisionArns" }

        /// Creates the operation.
        package init(arns: [String]) {
            self.arns = arns
        }

        /// The revisions.
        package struct Output: Sendable, Hashable, Codable {
            /// The revisions found.
            package var revisions: [ServiceRevision]
            /// The revisions not found, with the reason `MISSING`.
            package var failures: [ContainerFailure]

            enum CodingKeys: String, CodingKey { case revisions = "serviceRevisions", failures }

            /// Creates the output.
            package init(revisions: [ServiceRevision] = [], failures: [ContainerFailure] = []) {
                self.revisions = revisions
                self.failures = failures
            }
        }
    }

    /// `StopServiceDeployment`: rolls a deployment back, even without a configured rollback.
    package struct StopServiceDeployment: ContainerOperation {
        /// The deployment's ARN.
        package var arn: String
        /// `ROLLBACK`; nil is the same.
        package var kind: String?

        enum CodingKeys: String, CodingKey { case arn = "serviceDeploymentArn", kind = "stopType" }

        /// Creates the operation.
        package init(arn: String, kind: String? = nil) {
            self.arn = arn
            self.kind = kind
        }

        /// The deployment.
        package struct Output: Sendable, Hashable, Codable {
            /// The deployment's ARN.
            package var arn: String?

            enum CodingKeys: String, CodingKey { case arn = "serviceDeploymentArn" }

            /// Creates the output.
            package init(arn: String? = nil) {
                self.arn = arn
            }
        }
    }

    /// `ContinueServiceDeployment`: answers a hook that waits.
    package struct ContinueServiceDeployment: ContainerOperation {
        /// The deployment's ARN.
        package var arn: String
        /// The hook's id.
        package var hookID: String
        /// `CONTINUE` or `ROLLBACK`.
        package var action: String

        enum CodingKeys: String, CodingKey { case arn = "serviceDeploymentArn", hookID = "hookId", action }

        /// Creates the operation.
        package init(arn: String, hookID: String, action: String) {
            self.arn = arn
            self.hookID = hookID
            self.action = action
        }

        /// The deployment.
        package struct Output: Sendable, Hashable, Codable {
            /// The deployment's ARN.
            package var arn: String?

            enum CodingKeys: String, CodingKey { case arn = "serviceDeploymentArn" }

            /// Creates the output.
            package init(arn: String? = nil) {
                self.arn = arn
            }
        }
    }

    /// `DescribeClusters`: up to 100 clusters.
    package struct DescribeClusters: ContainerOperation {
        /// The clusters' names or ARNs; nil for `default`.
        package var clusters: [String]?
        /// Further parts, such as `SETTINGS`.
        package var include: [String]?

        enum CodingKeys: String, CodingKey { case clusters, include }

        /// Creates the operation.
        package init(clusters: [String]? = nil, include: [String]? = nil) {
            self.clusters = clusters
            self.include = include
        }

        /// The clusters.
        package struct Output: Sendable, Hashable, Codable {
            /// The clusters found.
            package var clusters: [ClusterDescription]
            /// The clusters not found.
            package var failures: [ContainerFailure]

            enum CodingKeys: String, CodingKey { case clusters, failures }

            /// Creates the output.
            package init(clusters: [ClusterDescription] = [], failures: [ContainerFailure] = []) {
                self.clusters = clusters
                self.failures = failures
            }
        }
    }
}
