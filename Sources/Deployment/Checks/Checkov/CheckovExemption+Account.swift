extension CheckovExemption {
    /// The exemptions of the bootstrap stack.
    static let account: [CheckovExemption] =
        ["CKV_AWS_107", "CKV_AWS_108", "CKV_AWS_109", "CKV_AWS_111"].map { id in
            CheckovExemption(
                id, ["AWS::IAM::ManagedPolicy"],
                "a permissions boundary grants nothing; it limits what the policies of roles grant"
            ) { $0.isPermissionsBoundary }
        } + [
            CheckovExemption(
                "CKV_AWS_110", ["AWS::IAM::ManagedPolicy"], tiers: [.production],
                "a permissions boundary grants nothing; it limits what the policies of roles grant"
            ) { $0.isPermissionsBoundary },
            CheckovExemption(
                "CKV_AWS_18", ["AWS::S3::Bucket"],
                "a bucket of access logs would log its own deliveries"
            ) { $0.element.logicalID.hasSuffix("AccessLogs") },
            CheckovExemption(
                "CKV_AWS_18", ["AWS::S3::Bucket"],
                "CloudTrail signs the files of this bucket, and no role of the stacks may write to it"
            ) { $0.element.logicalID == "AuditRecords" },
        ]
}
