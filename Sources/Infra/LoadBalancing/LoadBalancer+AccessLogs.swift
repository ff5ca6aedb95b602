internal import CloudFormation

extension LoadBalancer {
    /// Adds the bucket of access logs: private, encrypted, for TLS only, with expiry.
    /// - Returns: The bucket's name, and the policy that must exist before the load balancer writes.
    func addAccessLogs(
        keeping retention: LogRetention, _ scope: Scope
    ) -> (name: TemplateValue<String>, policy: TemplateReference) {
        let bucket = scope.add(
            "AccessLogs",
            AWS.S3.Bucket(
                // Access logs support S3's own keys alone ("Enable access logs for your Application Load Balancer").
                bucketEncryption: .init(serverSideEncryptionConfiguration: [
                    .init(serverSideEncryptionByDefault: .init(sseAlgorithm: .aes256))
                ]),
                lifecycleConfiguration: .init(rules: [
                    .init(
                        status: .enabled, abortIncompleteMultipartUpload: .init(daysAfterInitiation: 7),
                        expirationInDays: .literal(retention.days), id: "Expiry",
                        noncurrentVersionExpiration: .init(noncurrentDays: 7))
                ]),
                ownershipControls: .init(rules: [.init(objectOwnership: .bucketOwnerEnforced)]),
                publicAccessBlockConfiguration: .init(
                    blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true),
                versioningConfiguration: .init(status: .enabled)),
            // CloudFormation cannot delete a bucket with objects.
            ResourceOptions(deletionPolicy: .retainExceptOnCreate, updateReplacePolicy: .retain))
        let policy = scope.add(
            "AccessLogPolicy",
            AWS.S3.BucketPolicy(
                bucket: bucket.ref,
                policyDocument: PolicyStatement.document([
                    PolicyStatement(
                        actions: ["s3:PutObject"], resources: ["\(bucket.arn)/AWSLogs/\(AWS.accountID)/*"],
                        principal: ["Service": "logdelivery.elasticloadbalancing.amazonaws.com"]),
                    PolicyStatement(
                        effect: .deny, actions: ["s3:*"], resources: [bucket.arn, "\(bucket.arn)/*"], principal: "*",
                        conditions: ["Bool": ["aws:SecureTransport": "false"]]),
                ])),
            ResourceOptions(deletionPolicy: .retainExceptOnCreate, updateReplacePolicy: .retain))
        return (bucket.ref, policy.reference)
    }
}
