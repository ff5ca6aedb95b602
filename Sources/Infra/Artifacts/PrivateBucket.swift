import CloudFormation

/// A bucket as every construct here makes one: without public access or access control lists, encrypted, and reached over TLS 1.2
/// or newer only.
struct PrivateBucket {
    /// The key that encrypts the objects.
    var encryption: StorageEncryption
    /// The time that overwritten and deleted objects are kept as old versions, in days.
    var oldVersionDays: Int
    /// The time that objects are kept, in days; nil keeps them.
    var objectDays: Int?
    /// The action on the bucket when it is removed. CloudFormation cannot delete a bucket with objects.
    var removal: ResourceOptions.Policy

    /// Adds the bucket as the scope's main resource, with its policy.
    /// - Parameters:
    ///   - scope: The bucket's own scope.
    ///   - logs: The bucket that receives the access logs.
    ///   - statements: Returns further statements of the bucket's policy, from the bucket's ARN.
    func add(
        to scope: Scope, logs: ResourceHandle<AWS.S3.Bucket>? = nil,
        statements: (TemplateValue<String>) -> [PolicyStatement] = { _ in [] }
    ) -> (bucket: ResourceHandle<AWS.S3.Bucket>, policy: ResourceHandle<AWS.S3.BucketPolicy>) {
        let bucket = scope.add(
            AWS.S3.Bucket(
                bucketEncryption: encryption.ofBucket,
                lifecycleConfiguration: .init(rules: [lifecycle]),
                loggingConfiguration: logs.map { .init(destinationBucketName: $0.ref) },
                ownershipControls: .init(rules: [.init(objectOwnership: .literal(.bucketOwnerEnforced))]),
                publicAccessBlockConfiguration: .init(
                    blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true,
                    restrictPublicBuckets: true),
                versioningConfiguration: .init(status: .literal(.enabled))),
            .kept(removal))
        let policy = scope.add(
            "Policy",
            AWS.S3.BucketPolicy(
                bucket: bucket.ref,
                policyDocument: PolicyStatement.document(
                    PrivateBucket.encryptedTransport(bucket.arn) + statements(bucket.arn))),
            // A kept bucket keeps its policy too.
            .kept(removal))
        return (bucket, policy)
    }

    private var lifecycle: AWS.S3.Bucket.Rule {
        var rule = AWS.S3.Bucket.Rule(
            status: .literal(.enabled), abortIncompleteMultipartUpload: .init(daysAfterInitiation: 7),
            id: "Expiry",
            noncurrentVersionExpiration: .init(noncurrentDays: .literal(oldVersionDays)))
        if let objectDays { rule.expirationInDays = .literal(objectDays) }
        // S3 refuses the removal of delete markers beside an expiry in days.
        if objectDays == nil { rule.expiredObjectDeleteMarker = true }
        return rule
    }

    /// The statements that refuse requests without encryption, and those of TLS 1.0 and 1.1.
    private static func encryptedTransport(_ arn: TemplateValue<String>) -> [PolicyStatement] {
        let everything: [TemplateValue<String>] = [arn, "\(arn)/*"]
        return [
            PolicyStatement(
                id: "RefusePlainHTTP", effect: .deny, actions: ["s3:*"], resources: everything,
                principal: ["AWS": "*"], conditions: ["Bool": ["aws:SecureTransport": "false"]]),
            PolicyStatement(
                id: "RefuseOldTLS", effect: .deny, actions: ["s3:*"], resources: everything, principal: ["AWS": "*"],
                conditions: ["NumericLessThan": ["s3:TlsVersion": "1.2"]]),
        ]
    }
}
