#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A revision of a service: the configuration of one deployment, with resolved digests.
package struct ServiceRevision: Sendable, Hashable, Codable {
    /// The ARN.
    package var arn: String
    /// The service's ARN.
    package var serviceARN: String?
    /// The cluster's ARN.
    package var clusterARN: String?
    /// The task definition's ARN.
    package var taskDefinition: String?
    /// The images of the containers.
    package var containerImages: [ContainerImage]
    /// The launch type.
    package var launchType: String?
    /// The version of Fargate's platform.
    package var platformVersion: String?
    /// The target groups of the configuration.
    package var loadBalancers: [ServiceLoadBalancer]
    /// The network.
    package var networkConfiguration: NetworkConfiguration?
    /// The target groups and rules in use.
    package var resolved: ResolvedServiceConfiguration?
    /// The time of the creation.
    package var createdAt: Date?

    enum CodingKeys: String, CodingKey {
        case arn = "serviceRevisionArn", serviceARN = "serviceArn", clusterARN = "clusterArn", taskDefinition
        case containerImages, launchType, platformVersion, loadBalancers, networkConfiguration
        case resolved = "resolvedConfiguration", createdAt
    }

    /// Creates the value.
    package init(
        arn: String, serviceARN: String? = nil, clusterARN: String? = nil, taskDefinition: String? = nil,
        containerImages: [ContainerImage] = [], launchType: String? = nil, platformVersion: String? = nil,
        loadBalancers: [ServiceLoadBalancer] = [], networkConfiguration: NetworkConfiguration? = nil,
        resolved: ResolvedServiceConfiguration? = nil, createdAt: Date? = nil
    ) {
        self.arn = arn
        self.serviceARN = serviceARN
        self.clusterARN = clusterARN
        self.taskDefinition = taskDefinition
        self.containerImages = containerImages
        self.launchType = launchType
        self.platformVersion = platformVersion
        self.loadBalancers = loadBalancers
        self.networkConfiguration = networkConfiguration
        self.resolved = resolved
        self.createdAt = createdAt
    }
}

/// A container's image.
package struct ContainerImage: Sendable, Hashable, Codable {
    /// The container's name.
    package var containerName: String
    /// The image as in the task definition.
    package var image: String?
    /// The resolved digest.
    package var imageDigest: String?

    enum CodingKeys: String, CodingKey { case containerName, image, imageDigest }

    /// Creates the value.
    package init(containerName: String, image: String? = nil, imageDigest: String? = nil) {
        self.containerName = containerName
        self.image = image
        self.imageDigest = imageDigest
    }
}

/// The target groups and rules that a revision uses.
package struct ResolvedServiceConfiguration: Sendable, Hashable, Codable {
    /// The target groups.
    package var loadBalancers: [ResolvedLoadBalancer]

    enum CodingKeys: String, CodingKey { case loadBalancers }

    /// Creates the value.
    package init(loadBalancers: [ResolvedLoadBalancer] = []) {
        self.loadBalancers = loadBalancers
    }
}

/// A target group that a revision uses.
package struct ResolvedLoadBalancer: Sendable, Hashable, Codable {
    /// The target group's ARN.
    package var targetGroupARN: String?
    /// The ARN of the rule with the production traffic.
    package var productionRule: String?

    enum CodingKeys: String, CodingKey {
        case targetGroupARN = "targetGroupArn", productionRule = "productionListenerRule"
    }

    /// Creates the value.
    package init(targetGroupARN: String? = nil, productionRule: String? = nil) {
        self.targetGroupARN = targetGroupARN
        self.productionRule = productionRule
    }
}
