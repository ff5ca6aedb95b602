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
                "CKV_AWS_110", ["AWS::IAM::ManagedPolicy"],
                "a permissions boundary grants nothing; it limits what the policies of roles grant"
            ) { subject in
                // What checkov takes for an escalation is a function with any role.
                subject.isPermissionsBoundary
                    && subject["PolicyDocument/Statement/0/Action"].elements.contains { $0.text == "lambda:*" }
            },
            CheckovExemption(
                "CKV_AWS_18", ["AWS::S3::Bucket"],
                "a bucket of access logs would log its own deliveries"
            ) { $0.element.logicalID.hasSuffix("AccessLogs") },
            CheckovExemption(
                "CKV_AWS_18", ["AWS::S3::Bucket"],
                "the environment file switches the access logs of this bucket off"
            ) { $0.element.logicalID == "Artifacts" && !$0["LoggingConfiguration"].isSet },
            CheckovExemption(
                "CKV_AWS_18", ["AWS::S3::Bucket"],
                "CloudTrail signs the files of this bucket, and no role of the stacks may write to it"
            ) { $0.element.logicalID == "AuditRecords" },
        ]
}
