public import CloudFormation

/// A record of every call of the account, in every region, that cannot be changed without a trace: CloudTrail with validated log
/// files in an encrypted bucket, and optionally AWS Config.
///
///     scope.add("Audit", AuditTrail())
///
/// The first trail of an account is free of charge apart from storage and its key.
public struct AuditTrail: Construct, Sendable, Hashable {
    /// The time that the records are kept, in days. Defaults to 365.
    public var retentionDays = 365
    /// The time that calls are kept in a log group for queries and metric filters; nil makes none. Defaults to nil.
    public var logs: LogRetention?
    /// Records the configuration of all resources with AWS Config, which an account can do once in a region. Defaults to false.
    public var recordsConfiguration = false
    /// The rules of AWS Config, by the identifiers of AWS's managed rules. Used if `recordsConfiguration` is true.
    public var configurationRules = AuditTrail.standardRules
    /// The action on the records and their key when the construct is removed. Defaults to `.retain`.
    public var removal = ResourceOptions.Policy.retain

    /// Rules that every account can keep ("List of AWS Config Managed Rules").
    public static let standardRules = [
        "CLOUD_TRAIL_ENABLED", "ENCRYPTED_VOLUMES", "IAM_ROOT_ACCESS_KEY_CHECK", "RDS_INSTANCE_PUBLIC_ACCESS_CHECK",
        "RDS_STORAGE_ENCRYPTED", "ROOT_ACCOUNT_MFA_ENABLED", "S3_BUCKET_PUBLIC_READ_PROHIBITED",
        "S3_BUCKET_PUBLIC_WRITE_PROHIBITED", "VPC_DEFAULT_SECURITY_GROUP_CLOSED",
    ]

    /// Describes a trail.
    public init() {}

    /// The rules of the properties.
    public static var rules: [PropertyRule<AuditTrail>] {
        [
            PropertyRule("retentionDays", { $0.retentionDays }, .range(90...3653, unit: "days")),
            PropertyRule("logs", { $0.logs }, LogRetention.valid),
            PropertyRule(
                "configurationRules", { $0.configurationRules },
                ValidValues("different identifiers such as S3_BUCKET_PUBLIC_READ_PROHIBITED") { names in
                    Set(names).count == names.count && names.allSatisfy(isIdentifier)
                }),
            PropertyRule(
                "removal", { $0.removal },
                ValidValues("delete, retain or retainExceptOnCreate: a bucket has no snapshots") { $0 != .snapshot }),
        ]
    }

    private static func isIdentifier(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) || $0 == 95 }
    }

    /// Adds the trail with its key and bucket, and what AWS Config needs.
    public func build(in scope: Scope) -> Reference {
        let name: TemplateValue<String> = "\(AWS.stackName)-\(scope.path.joined(separator: "-").lowercased())"
        let trailARN: TemplateValue<String> =
            "arn:\(AWS.partition):cloudtrail:\(AWS.region):\(AWS.accountID):trail/\(name)"
        let key = scope.add(
            "Key",
            AWS.KMS.Key(
                description: "The records of the account's calls", enableKeyRotation: true,
                keyPolicy: PolicyStatement.document(keyStatements(trailARN)), pendingWindowInDays: 30),
            .kept(removal))
        let bucket = PrivateBucket(
            encryption: .key(ResourceARN(key.arn)), oldVersionDays: 30, objectDays: retentionDays, removal: removal
        ).add(to: scope.child("Records")) { arn in bucketStatements(arn, trailARN) }
        var trail = AWS.CloudTrail.Trail(
            isLogging: true, s3BucketName: bucket.bucket.ref, enableLogFileValidation: true,
            includeGlobalServiceEvents: true, isMultiRegionTrail: true, kmsKeyId: key.arn, trailName: name)
        if let logs { addLogs(logs, key, to: &trail, in: scope) }
        // CloudTrail tests at its creation that it may write.
        let built = scope.add(trail, ResourceOptions(dependsOn: [bucket.policy.reference]))
        if recordsConfiguration { addConfiguration(bucket.bucket, key, in: scope) }
        return Reference(
            trail: ResourceARN(built.arn), bucket: ResourceName(bucket.bucket.ref),
            bucketARN: ResourceARN(bucket.bucket.arn), key: ResourceARN(key.arn))
    }

    private func addLogs(
        _ retention: LogRetention, _ key: ResourceHandle<AWS.KMS.Key>, to trail: inout AWS.CloudTrail.Trail,
        in scope: Scope
    ) {
        let group = scope.add(
            "Logs", AWS.Logs.LogGroup(kmsKeyId: key.arn, retentionInDays: .literal(retention.days)), .kept(.delete))
        var writer = Role(service: .cloudTrail, description: "Writes the account's calls to a log group")
        // AWS documents this role without conditions ("Sending events to CloudWatch Logs").
        writer.conditions = nil
        let role = scope.add("LogsRole", writer)
        group.grantWrite(to: role)
        trail.cloudWatchLogsLogGroupArn = group.arn
        trail.cloudWatchLogsRoleArn = role.arn.value
    }

    /// The account administers the key; CloudTrail encrypts with it for this trail alone ("Configure AWS KMS key policies for
    /// CloudTrail").
    private func keyStatements(_ trail: TemplateValue<String>) -> [PolicyStatement] {
        var statements = [
            PolicyStatement(
                id: "Administration", actions: ["kms:*"], resources: ["*"],
                principal: [
                    "AWS": ("arn:\(AWS.partition):iam::\(AWS.accountID):root" as TemplateValue<String>).expression
                ]),
            PolicyStatement(
                id: "TrailEncryption", actions: ["kms:DescribeKey", "kms:GenerateDataKey*"], resources: ["*"],
                principal: ["Service": "cloudtrail.amazonaws.com"],
                conditions: ["StringEquals": ["aws:SourceArn": trail.expression]]),
        ]
        if logs != nil {
            let groups: TemplateValue<String> = "arn:\(AWS.partition):logs:\(AWS.region):\(AWS.accountID):log-group:*"
            let service: TemplateValue<String> = "logs.\(AWS.region).amazonaws.com"
            statements.append(
                PolicyStatement(
                    id: "LogEncryption",
                    actions: [
                        "kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*",
                    ],
                    resources: ["*"], principal: ["Service": service.expression],
                    conditions: ["ArnLike": ["kms:EncryptionContext:aws:logs:arn": groups.expression]]))
        }
        if recordsConfiguration {
            statements.append(
                PolicyStatement(
                    id: "ConfigurationEncryption", actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: ["*"],
                    principal: ["Service": "config.amazonaws.com"], conditions: AuditTrail.ownAccount))
        }
        return statements
    }

    /// The services' rights on the bucket ("Amazon S3 bucket policy for CloudTrail", "Permissions for the Amazon S3 Bucket for
    /// the AWS Config Delivery Channel").
    private func bucketStatements(_ bucket: TemplateValue<String>, _ trail: TemplateValue<String>) -> [PolicyStatement]
    {
        var statements = AuditTrail.delivery(
            "Trail", "cloudtrail.amazonaws.com", checking: ["s3:GetBucketAcl"], to: bucket,
            ["aws:SourceArn": trail.expression])
        if recordsConfiguration {
            statements += AuditTrail.delivery(
                "Configuration", "config.amazonaws.com", checking: ["s3:GetBucketAcl", "s3:ListBucket"], to: bucket,
                ["aws:SourceAccount": AWS.accountID.expression])
        }
        return statements
    }

    private static func delivery(
        _ id: String, _ service: String, checking: [String], to bucket: TemplateValue<String>,
        _ source: TemplateExpression
    ) -> [PolicyStatement] {
        var writing = source
        if case .object(let members) = source {
            writing = .object(members + [.init("s3:x-amz-acl", "bucket-owner-full-control")])
        }
        return [
            PolicyStatement(
                id: "\(id)Check", actions: checking, resources: [bucket],
                principal: ["Service": .string(service)], conditions: ["StringEquals": source]),
            PolicyStatement(
                id: "\(id)Delivery", actions: ["s3:PutObject"],
                resources: ["\(bucket)/AWSLogs/\(AWS.accountID)/*"], principal: ["Service": .string(service)],
                conditions: ["StringEquals": writing]),
        ]
    }

    private static let ownAccount: TemplateExpression = [
        "StringEquals": ["aws:SourceAccount": AWS.accountID.expression]
    ]

    private func addConfiguration(
        _ bucket: ResourceHandle<AWS.S3.Bucket>, _ key: ResourceHandle<AWS.KMS.Key>, in scope: Scope
    ) {
        let statements = [
            PolicyStatement(
                actions: ["s3:PutObject"], resources: ["\(bucket.arn)/AWSLogs/\(AWS.accountID)/*"],
                conditions: ["StringLike": ["s3:x-amz-acl": "bucket-owner-full-control"]]),
            PolicyStatement(actions: ["s3:GetBucketAcl"], resources: [bucket.arn]),
            PolicyStatement(actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [key.arn]),
        ]
        let role = scope.add(
            "ConfigurationRole",
            AWS.IAM.Role(
                assumeRolePolicyDocument: PolicyStatement.document([
                    PolicyStatement(
                        actions: ["sts:AssumeRole"], principal: ["Service": "config.amazonaws.com"],
                        conditions: AuditTrail.ownAccount)
                ]),
                description: "Reads the configuration of the account's resources",
                managedPolicyArns: ["arn:\(AWS.partition):iam::aws:policy/service-role/AWS_ConfigRole"],
                policies: [.init(policyDocument: PolicyStatement.document(statements), policyName: "Delivery")]))
        let recorder = scope.add(
            "Recorder",
            AWS.Config.ConfigurationRecorder(
                roleARN: role.arn,
                recordingGroup: .init(allSupported: true, includeGlobalResourceTypes: true)))
        scope.add(
            "Delivery", AWS.Config.DeliveryChannel(s3BucketName: bucket.ref, s3KmsKeyArn: key.arn))
        for rule in configurationRules {
            // Config refuses a rule without a recorder.
            scope.add(
                "Rule_\(rule.lowercased())",
                AWS.Config.ConfigRule(source: .init(owner: "AWS", sourceIdentifier: .literal(rule))),
                ResourceOptions(dependsOn: [recorder.reference]))
        }
    }

    /// A reference to a trail.
    public struct Reference: Sendable, Hashable {
        /// The trail's ARN.
        public let trail: ResourceARN<AWS.CloudTrail.Trail>
        /// The name of the bucket with the records.
        public let bucket: ResourceName<AWS.S3.Bucket>
        /// The ARN of the bucket with the records.
        public let bucketARN: ResourceARN<AWS.S3.Bucket>
        /// The key of the records.
        public let key: ResourceARN<AWS.KMS.Key>
    }
}
