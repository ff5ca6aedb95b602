public import CloudFormation

/// A bucket for templates, release records and locks: versioned, encrypted, private, and reached over TLS only.
///
///     let artifacts = scope.add("Artifacts", ArtifactBucket())
///     artifacts.grantWrite("releases/", to: deployer)
public struct ArtifactBucket: Construct, Sendable, Hashable {
    /// The key that encrypts the objects. Defaults to the account's `aws/s3`.
    public var encryption = StorageEncryption.awsManaged
    /// The time that overwritten and deleted objects are kept as old versions, in days. Defaults to 90.
    public var oldVersionDays = 90
    /// The time that access logs are kept, in a bucket of their own, in days; nil writes none. Defaults to 90.
    public var accessLogDays: Int? = 90
    /// The action on the buckets when they are removed. Defaults to `.retain`: CloudFormation cannot delete a bucket with
    /// objects.
    public var removal = ResourceOptions.Policy.retain

    /// Describes a bucket.
    public init() {}

    /// The rules of the properties.
    public static var rules: [PropertyRule<ArtifactBucket>] {
        [
            PropertyRule("oldVersionDays", { $0.oldVersionDays }, .range(1...3650, unit: "days")),
            PropertyRule("accessLogDays", { $0.accessLogDays }, .range(1...3650, unit: "days")),
            PropertyRule(
                "removal", { $0.removal },
                ValidValues("delete, retain or retainExceptOnCreate: a bucket has no snapshots") { $0 != .snapshot }),
        ]
    }

    /// Adds the bucket, its policy and the bucket of its access logs.
    public func build(in scope: Scope) -> Reference {
        let logs = accessLogDays.map { addLogs(days: $0, in: scope) }
        let bucket = PrivateBucket(encryption: encryption, oldVersionDays: oldVersionDays, removal: removal)
            .add(to: scope, logs: logs).bucket
        return Reference(
            name: ResourceName(bucket.ref), arn: ResourceARN(bucket.arn), key: encryption.ownKey)
    }

    private func addLogs(days: Int, in scope: Scope) -> ResourceHandle<AWS.S3.Bucket> {
        // Access logs are delivered to buckets with S3's own key only ("Enabling Amazon S3 server access logging").
        PrivateBucket(encryption: .serviceOwned, oldVersionDays: 7, objectDays: days, removal: removal)
            .add(to: scope.child("AccessLogs")) { arn in
                [
                    PolicyStatement(
                        id: "AccessLogs", actions: ["s3:PutObject"], resources: ["\(arn)/*"],
                        principal: ["Service": "logging.s3.amazonaws.com"],
                        // The bucket's ARN here would be a cycle of the two resources.
                        conditions: ["StringEquals": ["aws:SourceAccount": AWS.accountID.expression]])
                ]
            }.bucket
    }

    /// A reference to a bucket, built here, shared by another stack, or existing.
    public struct Reference: Sendable, Hashable, Shareable {
        /// The bucket's name.
        public let name: ResourceName<AWS.S3.Bucket>
        /// The bucket's ARN.
        public let arn: ResourceARN<AWS.S3.Bucket>
        /// The key that encrypts the objects, if it has a policy of its own.
        public let key: ResourceARN<AWS.KMS.Key>?

        /// An existing bucket.
        public init(
            name: ResourceName<AWS.S3.Bucket>, arn: ResourceARN<AWS.S3.Bucket>, key: ResourceARN<AWS.KMS.Key>? = nil
        ) {
            self.name = name
            self.arn = arn
            self.key = key
        }

        /// Allows the grantee to list and read the objects below a prefix such as `releases/`; the empty prefix is all of them.
        public func grantRead(_ prefix: String = "", to grantee: some Grantee) {
            grantee.grant(
                PolicyStatement(
                    actions: ["s3:ListBucket"], resources: [arn.value],
                    conditions: prefix.isEmpty ? nil : ["StringLike": ["s3:prefix": .string(prefix + "*")]]))
            grantee.grant(PolicyStatement(actions: ["s3:GetObject"], resources: [objects(prefix)]))
            encryption.grant("kms:Decrypt", to: grantee)
        }

        /// Allows the grantee to write the objects below a prefix. Old versions stay.
        public func grantWrite(_ prefix: String = "", to grantee: some Grantee) {
            grantee.grant(PolicyStatement(actions: ["s3:PutObject"], resources: [objects(prefix)]))
            encryption.grant("kms:Decrypt", "kms:GenerateDataKey", to: grantee)
        }

        /// Allows the grantee to delete the objects below a prefix. Old versions stay.
        public func grantDelete(_ prefix: String, to grantee: some Grantee) {
            grantee.grant(PolicyStatement(actions: ["s3:DeleteObject"], resources: [objects(prefix)]))
        }

        private func objects(_ prefix: String) -> TemplateValue<String> { "\(arn)/\(prefix)*" }

        private var encryption: StorageEncryption { key.map { .key($0) } ?? .awsManaged }

        /// Passes name and ARNs through the transfer.
        public func transferred(by transfer: inout ValueTransfer) -> Reference {
            let name = transfer.text("Name", name, "The bucket's name")
            let arn = transfer.text("Arn", arn, "The bucket's ARN")
            return Reference(
                name: name, arn: arn, key: key.map { transfer.text("KeyArn", $0, "The key of the bucket's objects") })
        }

        /// A bucket without a name.
        public static func placeholder(in scope: Scope) -> Reference {
            Reference(name: "", arn: "")
        }
    }
}
