public import CloudFormation

/// A repository of container images: scanned on push, with tags that never move, encrypted.
///
///     let images = scope.add("Images", ImageRepository(name: "orders"))
///     images.grantPush(to: deployer)
///
/// Only images without a tag expire. A tag therefore pins an image for as long as a release may need it, and no rule counts
/// images: a count removes the image of a running release once enough newer ones are pushed. ECR keeps the images of an index
/// that has a tag.
public struct ImageRepository: Construct, Sendable, Hashable {
    /// The repository's name, such as `orders` or `shop/orders`.
    public var name: String
    /// Scans an image for known vulnerabilities when it is pushed. Defaults to true.
    public var scansOnPush = true
    /// Refuses to push another image under a tag in use. Defaults to true.
    public var immutableTags = true
    /// The key that encrypts the images; a change replaces the repository. Defaults to the account's `aws/ecr`.
    public var encryption = StorageEncryption.awsManaged
    /// The time after which images without a tag are deleted, in days from their push; nil keeps them. Defaults to 14.
    public var untaggedDays: Int? = 14
    /// The action on the repository when it is removed. Defaults to `.retain`: CloudFormation cannot delete a repository with
    /// images.
    public var removal = ResourceOptions.Policy.retain

    /// Describes a repository.
    public init(name: String) {
        self.name = name
    }

    /// The rules of the properties ("CreateRepository" in the ECR API reference).
    public static var rules: [PropertyRule<ImageRepository>] {
        [
            PropertyRule(
                "name", { $0.name },
                ValidValues(
                    "2 to 256 characters: words of lower-case letters and digits joined by one of . _ - /, a letter first",
                    contains: ImageRepository.isValid)),
            PropertyRule("untaggedDays", { $0.untaggedDays }, .range(1...3650, unit: "days")),
            PropertyRule(
                "removal", { $0.removal },
                ValidValues("delete, retain or retainExceptOnCreate: a repository has no snapshots") {
                    $0 != .snapshot
                }),
        ]
    }

    private static func isValid(_ name: String) -> Bool {
        func isWord(_ byte: UInt8) -> Bool { (97...122).contains(byte) || (48...57).contains(byte) }
        let bytes = Array(name.utf8)
        guard (2...256).contains(bytes.count), let first = bytes.first, (97...122).contains(first) else { return false }
        // A separator stands between two words.
        return bytes.indices.allSatisfy { index in
            if isWord(bytes[index]) { return true }
            return [45, 46, 47, 95].contains(bytes[index]) && index + 1 < bytes.count && isWord(bytes[index + 1])
        }
    }

    /// Adds the repository.
    public func build(in scope: Scope) -> Reference {
        let repository = scope.add(
            AWS.ECR.Repository(
                encryptionConfiguration: .init(
                    encryptionType: encryption == .serviceOwned ? .literal(.aes256) : .literal(.kms),
                    kmsKey: encryption.ownKey?.value),
                imageScanningConfiguration: .init(scanOnPush: .literal(scansOnPush)),
                imageTagMutability: .literal(immutableTags ? .immutable : .mutable),
                lifecyclePolicy: untaggedDays.map {
                    .init(lifecyclePolicyText: .literal(ImageRepository.lifecycle(days: $0).compactJSON))
                },
                repositoryName: .literal(name)),
            .kept(removal))
        return Reference(
            name: ResourceName(repository.ref), arn: ResourceARN(repository.arn),
            address: RepositoryAddress(repository.repositoryUri))
    }

    private static func lifecycle(days: Int) -> TemplateExpression {
        [
            "rules": [
                [
                    "rulePriority": 1, "description": "Images without a tag",
                    "selection": [
                        "tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days",
                        "countNumber": .integer(days),
                    ],
                    "action": ["type": "expire"],
                ]
            ]
        ]
    }

    /// A reference to a repository, built here, shared by another stack, or existing.
    public struct Reference: Sendable, Hashable, Shareable {
        /// The repository's name.
        public let name: ResourceName<AWS.ECR.Repository>
        /// The repository's ARN.
        public let arn: ResourceARN<AWS.ECR.Repository>
        /// The repository's address, to which clients push.
        public let address: RepositoryAddress

        /// An existing repository.
        public init(
            name: ResourceName<AWS.ECR.Repository>, arn: ResourceARN<AWS.ECR.Repository>, address: RepositoryAddress
        ) {
            self.name = name
            self.arn = arn
            self.address = address
        }

        /// An existing repository of the stack's account and region.
        public init(existing name: String) {
            self.init(
                name: ResourceName(.literal(name)),
                arn: ResourceARN("arn:\(AWS.partition):ecr:\(AWS.region):\(AWS.accountID):repository/\(name)"),
                address: RepositoryAddress("\(AWS.accountID).dkr.ecr.\(AWS.region).\(AWS.urlSuffix)/\(name)"))
        }

        /// Allows the grantee to pull images.
        public func grantPull(to grantee: some Grantee) {
            grant(["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], to: grantee)
        }

        /// Allows the grantee to push images, to pull them, and to read their scan results.
        public func grantPush(to grantee: some Grantee) {
            grant(
                [
                    "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload",
                    "ecr:DescribeImageScanFindings", "ecr:DescribeImages", "ecr:GetDownloadUrlForLayer",
                    "ecr:InitiateLayerUpload", "ecr:ListImages", "ecr:PutImage", "ecr:UploadLayerPart",
                ], to: grantee)
        }

        /// Allows the grantee to delete images.
        public func grantDelete(to grantee: some Grantee) {
            grantee.grant(PolicyStatement(actions: ["ecr:BatchDeleteImage"], resources: [arn.value]))
        }

        private func grant(_ actions: [String], to grantee: some Grantee) {
            grantee.grant(PolicyStatement(actions: actions, resources: [arn.value]))
            // The token belongs to the account, so the action takes no resource ("Actions, resources, and
            // condition keys for Amazon Elastic Container Registry").
            grantee.grant(PolicyStatement(actions: ["ecr:GetAuthorizationToken"], resources: ["*"]))
        }

        /// Passes name, ARN and address through the transfer.
        public func transferred(by transfer: inout ValueTransfer) -> Reference {
            Reference(
                name: transfer.text("Name", name, "The repository's name"),
                arn: transfer.text("Arn", arn, "The repository's ARN"),
                address: transfer.text("Address", address, "The repository's address"))
        }

        /// A repository without a name.
        public static func placeholder(in scope: Scope) -> Reference {
            Reference(name: "", arn: "", address: "")
        }
    }
}

/// The address of a repository, `<registry's host>/<name>`.
public struct RepositoryAddress: TemplateText {
    /// The text for a resource's property.
    public let value: TemplateValue<String>

    /// Wraps an address; nothing checks that it is one.
    public init(_ value: TemplateValue<String>) {
        self.value = value
    }
}
