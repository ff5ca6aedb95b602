public import CloudFormation

/// A customer-managed key of KMS that encrypts data at rest.
///
///     let key = scope.add("Key", Key(description: "Data of the orders"))
///     database.key = key.arn
///
/// The account's IAM policies decide on its use; AWS services named in `services` may use it too.
public struct Key: Construct, Sendable, Hashable {
    /// An AWS service that uses a key by itself, without the permissions of a caller.
    public enum Service: Sendable, Hashable {
        /// CloudWatch Logs, for the log groups of this account and region.
        case logs
    }

    /// The key's purpose, in a sentence.
    public var description: String
    /// The number of days between two rotations of the key's material, 90 to 2560; nil switches rotation off. Defaults to 365.
    /// KMS keeps earlier material, so that old data stays readable.
    public var rotationDays: Int? = 365
    /// The services that use the key by themselves. Defaults to none.
    public var services: Set<Service> = []
    /// The action on the key when it is removed. Defaults to keeping it: no data under a deleted key can be read again.
    public var removal = ResourceOptions.Policy.retain
    /// The number of days in which a deletion can be revoked, 7 to 30. Defaults to 30.
    public var pendingDays = 30

    /// Describes a key.
    public init(description: String) {
        self.description = description
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<Key>] {
        [
            PropertyRule(
                "description", { $0.description },
                ValidValues("at most 8192 characters", contains: { $0.unicodeScalars.count <= 8192 })),
            PropertyRule("rotationDays", { $0.rotationDays }, .range(90...2560)),
            PropertyRule("pendingDays", { $0.pendingDays }, .range(7...30)),
        ]
    }

    /// Adds the key.
    public func build(in scope: Scope) -> Reference {
        let key = scope.add(
            AWS.KMS.Key(
                description: .literal(description), enableKeyRotation: .literal(rotationDays != nil),
                keyPolicy: PolicyStatement.document(statements), pendingWindowInDays: .literal(pendingDays),
                rotationPeriodInDays: rotationDays.map { .literal($0) }),
            .kept(removal))
        return Reference(arn: ResourceARN(key.arn))
    }

    private var statements: [PolicyStatement] {
        // "Default key policy" of KMS: without it IAM policies have no effect, and the key can become unmanageable.
        let account = PolicyStatement(
            id: "Account", actions: ["kms:*"], resources: ["*"],
            principal: ["AWS": ("arn:\(AWS.partition):iam::\(AWS.accountID):root" as TemplateValue<String>).expression])
        return [account] + (services.contains(.logs) ? [logs] : [])
    }

    /// "Encrypt log data in CloudWatch Logs using AWS KMS". In a key's policy the resource `*` is the key itself.
    private var logs: PolicyStatement {
        let service: TemplateValue<String> = "logs.\(AWS.region).\(AWS.urlSuffix)"
        let groups: TemplateValue<String> =
            "arn:\(AWS.partition):logs:\(AWS.region):\(AWS.accountID):log-group:*"
        return PolicyStatement(
            id: "Logs",
            actions: ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
            resources: ["*"], principal: ["Service": service.expression],
            conditions: ["ArnLike": ["kms:EncryptionContext:aws:logs:arn": groups.expression]])
    }

    /// A reference to a key, built here, shared by another stack, or existing.
    public struct Reference: Sendable, Hashable, Shareable {
        /// The key's ARN.
        public let arn: ResourceARN<AWS.KMS.Key>

        /// An existing key.
        public init(arn: ResourceARN<AWS.KMS.Key>) {
            self.arn = arn
        }

        /// Allows the grantee to decrypt data under the key.
        public func grantDecrypt(to grantee: some Grantee) {
            grantee.grant(PolicyStatement(actions: ["kms:Decrypt"], resources: [arn.value]))
        }

        /// Allows the grantee to encrypt data under the key.
        public func grantEncrypt(to grantee: some Grantee) {
            grantee.grant(
                PolicyStatement(
                    actions: ["kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"],
                    resources: [arn.value]))
        }

        /// Passes the ARN through the transfer.
        public func transferred(by transfer: inout ValueTransfer) -> Reference {
            Reference(arn: transfer.text("Arn", arn, "The key's ARN"))
        }

        /// A key without an ARN.
        public static func placeholder(in scope: Scope) -> Reference {
            Reference(arn: "")
        }
    }
}
