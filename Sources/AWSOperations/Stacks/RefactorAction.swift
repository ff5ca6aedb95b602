/// A move of a stack refactor.
package struct RefactorAction: Sendable, Hashable, Codable {
    /// `MOVE` or `CREATE`.
    package var action: String?
    /// `RESOURCE` or `STACK`.
    package var entity: String?
    /// The resource's physical id.
    package var physicalID: String?
    /// The resource's identifier.
    package var resourceIdentifier: String?
    /// The description.
    package var description: String?
    /// `AUTO` or `MANUAL`.
    package var detection: String?
    /// The reason for the detection.
    package var detectionReason: String?
    /// The tags to set.
    @Listed<TagNames> package var tagged: [String: String]
    /// The tags to remove.
    package var untagged: [String]
    /// The move.
    package var mapping: ResourceMapping?

    enum CodingKeys: String, CodingKey {
        case action = "Action", entity = "Entity", physicalID = "PhysicalResourceId"
        case resourceIdentifier = "ResourceIdentifier", description = "Description", detection = "Detection"
        case detectionReason = "DetectionReason", tagged = "TagResources", untagged = "UntagResources"
        case mapping = "ResourceMapping"
    }

    /// Creates the value.
    package init(
        action: String? = nil, entity: String? = nil, physicalID: String? = nil, resourceIdentifier: String? = nil,
        description: String? = nil, detection: String? = nil, detectionReason: String? = nil,
        tagged: [String: String] = [:], untagged: [String] = [], mapping: ResourceMapping? = nil
    ) {
        self.action = action
        self.entity = entity
        self.physicalID = physicalID
        self.resourceIdentifier = resourceIdentifier
        self.description = description
        self.detection = detection
        self.detectionReason = detectionReason
        self.tagged = tagged
        self.untagged = untagged
        self.mapping = mapping
    }
}

/// A move of a resource.
package struct ResourceMapping: Sendable, Hashable, Codable {
    /// The place before.
    package var source: ResourceLocation
    /// The place after.
    package var destination: ResourceLocation

    enum CodingKeys: String, CodingKey { case source = "Source", destination = "Destination" }

    /// Creates the value.
    package init(source: ResourceLocation, destination: ResourceLocation) {
        self.source = source
        self.destination = destination
    }
}

/// A resource's place.
package struct ResourceLocation: Sendable, Hashable, Codable {
    /// The stack's name.
    package var stack: String
    /// The logical id.
    package var logicalID: String

    enum CodingKeys: String, CodingKey { case stack = "StackName", logicalID = "LogicalResourceId" }

    /// Creates the value.
    package init(stack: String, logicalID: String) {
        self.stack = stack
        self.logicalID = logicalID
    }
}

/// A stack of a refactor with its template after the move.
package struct RefactoredStack: Sendable, Hashable, Codable {
    /// The stack's name.
    package var stack: String?
    /// The template; nil with a URL.
    package var template: String?
    /// The template's URL in S3.
    package var templateURL: String?

    enum CodingKeys: String, CodingKey {
        case stack = "StackName", template = "TemplateBody", templateURL = "TemplateURL"
    }

    /// Creates the value.
    package init(stack: String? = nil, template: String? = nil, templateURL: String? = nil) {
        self.stack = stack
        self.template = template
        self.templateURL = templateURL
    }
}
